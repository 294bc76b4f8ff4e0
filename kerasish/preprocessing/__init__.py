"""Data brought into the form that models take: `keras.preprocessing`."""

from . import image

__all__ = ["image"]

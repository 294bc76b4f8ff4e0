"""Small data sets, kept in `$KERAS_HOME/datasets` (`~/.keras/datasets`)."""

from . import fashion_mnist, mnist

__all__ = ["fashion_mnist", "mnist"]

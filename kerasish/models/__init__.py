"""`keras.models`: Sequential, Model, and reading them from files."""

from ..saving import load_model, model_from_config, model_from_json, save_model
from .cloning import clone_model
from .functional import Functional
from .model import Model
from .sequential import Sequential

__all__ = [
    "Functional", "Model", "Sequential", "clone_model", "load_model", "model_from_config", "model_from_json",
    "save_model",
]  # fmt: skip

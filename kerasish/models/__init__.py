"""`keras.models`: Sequential, Model, and reading them from files."""

from ..saving import load_model, model_from_config, model_from_json, save_model
from .functional import Functional
from .model import Model
from .sequential import Sequential

__all__ = ["Functional", "Model", "Sequential", "load_model", "model_from_config", "model_from_json", "save_model"]

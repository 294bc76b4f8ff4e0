"""`keras.layers`: one layer a file, or one family where a file would be a few lines."""

from ..graph.variable import Variable
from .base import Layer
from .dense import Dense
from .input_layer import Input, InputLayer
from .input_spec import InputSpec

__all__ = ["Dense", "Input", "InputLayer", "InputSpec", "Layer", "Variable"]

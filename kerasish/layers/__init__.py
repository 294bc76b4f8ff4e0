"""`keras.layers`: one layer a file, or one family where a file would be a few lines."""

from ..graph.variable import Variable
from .activation import Activation
from .activity_regularization import ActivityRegularization
from .base import Layer
from .dense import Dense
from .flatten import Flatten
from .identity import Identity
from .input_layer import Input, InputLayer
from .input_spec import InputSpec
from .lambda_layer import Lambda
from .learned_rectifiers import ParametricSoftplus, PReLU, SReLU
from .masking import Masking
from .noise import AlphaDropout, Dropout, GaussianDropout, GaussianNoise
from .permute import Permute
from .rectifiers import ELU, LeakyReLU, ReLU, ThresholdedReLU
from .repeat_vector import RepeatVector
from .reshape import Reshape
from .serialization import deserialize, get, serialize
from .softmax import Softmax
from .time_distributed import TimeDistributed
from .wrapper import Wrapper

__all__ = [
    "ELU", "Activation", "ActivityRegularization", "AlphaDropout", "Dense", "Dropout", "Flatten", "GaussianDropout",
    "GaussianNoise", "Identity", "Input", "InputLayer", "InputSpec", "Lambda", "Layer", "LeakyReLU", "Masking",
    "PReLU", "ParametricSoftplus", "Permute", "ReLU", "RepeatVector", "Reshape", "SReLU", "Softmax", "ThresholdedReLU",
    "TimeDistributed", "Variable", "Wrapper", "deserialize", "get", "serialize",
]  # fmt: skip

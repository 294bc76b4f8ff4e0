"""`keras.layers`: one layer a file, or one family where a file would be a few lines."""

from importlib import import_module
from typing import Any

from ..compat.modules import is_known
from ..graph.variable import Variable
from .activation import Activation
from .activity_regularization import ActivityRegularization
from .adaptive_pooling import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
)
from .average_pooling import AveragePooling1D, AveragePooling2D, AveragePooling3D
from .base import Layer
from .batch_normalization import BatchNormalization, SyncBatchNormalization
from .conv import Conv1D, Conv2D, Conv3D
from .conv_transpose import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from .cropping import Cropping1D, Cropping2D, Cropping3D
from .custom_scale_layer import CustomScaleLayer
from .dense import Dense
from .depthwise_conv import DepthwiseConv1D, DepthwiseConv2D
from .embedding import Embedding
from .flatten import Flatten
from .global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
)
from .group_normalization import GroupNormalization
from .identity import Identity
from .input_layer import Input, InputLayer
from .input_spec import InputSpec
from .keras1_conv import AtrousConvolution1D, AtrousConvolution2D, Deconvolution2D
from .keras1_merge import Merge, merge
from .lambda_layer import Lambda
from .layer_normalization import LayerNormalization, RMSNormalization, UnitNormalization
from .layer_scale import LayerScale
from .learned_rectifiers import ParametricSoftplus, PReLU, SReLU
from .locally_connected import LocallyConnected1D, LocallyConnected2D
from .masking import Masking
from .max_pooling import MaxPooling1D, MaxPooling2D, MaxPooling3D
from .merge_concatenate import Concatenate, concatenate
from .merge_dot import Dot, dot
from .merge_elementwise import (
    Add,
    Average,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    maximum,
    minimum,
    multiply,
    subtract,
)
from .noise import AlphaDropout, Dropout, GaussianDropout, GaussianNoise
from .normalization_preprocessing import Normalization
from .permute import Permute
from .rectifiers import ELU, LeakyReLU, ReLU, ThresholdedReLU
from .repeat_vector import RepeatVector
from .rescaling import Rescaling
from .reshape import Reshape
from .separable_conv import SeparableConv1D, SeparableConv2D
from .serialization import deserialize, get, serialize
from .softmax import Softmax
from .spatial_dropout import SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from .spectral_normalization import SpectralNormalization
from .stochastic_depth import StochasticDepth
from .time_distributed import TimeDistributed
from .up_sampling import UpSampling1D, UpSampling2D, UpSampling3D
from .wrapper import Wrapper
from .zero_padding import ZeroPadding1D, ZeroPadding2D, ZeroPadding3D

Convolution1D, Convolution2D, Convolution3D = Conv1D, Conv2D, Conv3D
Convolution1DTranspose, Convolution2DTranspose = Conv1DTranspose, Conv2DTranspose
Convolution3DTranspose = Deconvolution3D = Deconv3D = Conv3DTranspose
SeparableConvolution1D, SeparableConvolution2D = SeparableConv1D, SeparableConv2D
AtrousConv1D, AtrousConv2D, Deconv2D = AtrousConvolution1D, AtrousConvolution2D, Deconvolution2D
MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D
GlobalAvgPool1D, GlobalAvgPool2D = GlobalAveragePooling1D, GlobalAveragePooling2D
GlobalAvgPool3D = GlobalAveragePooling3D


def __getattr__(name: str) -> Any:
    """Rooms that older Keras had here, such as `layers.experimental`, as attributes."""
    if is_known(f"{__name__}.{name}"):
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "ELU", "Activation", "ActivityRegularization", "AlphaDropout", "Dense", "Dropout", "Flatten", "GaussianDropout",
    "Embedding",
    "GaussianNoise", "Identity", "Input", "InputLayer", "InputSpec", "Lambda", "Layer", "LeakyReLU", "Masking",
    "PReLU", "ParametricSoftplus", "Permute", "ReLU", "RepeatVector", "Reshape", "SReLU", "Softmax", "ThresholdedReLU",
    "TimeDistributed", "Variable", "Wrapper", "deserialize", "get", "serialize",
    "Add", "Average", "Concatenate", "Dot", "Maximum", "Merge", "Minimum", "Multiply", "Subtract", "add", "average",
    "concatenate", "dot", "maximum", "merge", "minimum", "multiply", "subtract", "CustomScaleLayer",
    "Cropping1D", "Cropping2D", "Cropping3D", "UpSampling1D", "UpSampling2D", "UpSampling3D", "ZeroPadding1D",
    "ZeroPadding2D", "ZeroPadding3D",
    "AtrousConv1D", "AtrousConv2D", "AtrousConvolution1D", "AtrousConvolution2D", "Conv1D", "Conv1DTranspose", "Conv2D",
    "Conv2DTranspose", "Conv3D", "Conv3DTranspose", "Convolution1D", "Convolution1DTranspose", "Convolution2D",
    "Convolution2DTranspose", "Convolution3D", "Convolution3DTranspose", "Deconv2D", "Deconv3D", "Deconvolution2D",
    "Deconvolution3D", "DepthwiseConv1D", "DepthwiseConv2D", "LocallyConnected1D", "LocallyConnected2D",
    "SeparableConv1D", "SeparableConv2D", "SeparableConvolution1D", "SeparableConvolution2D",
    "LayerScale", "Normalization", "Rescaling", "StochasticDepth",
    "BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization", "SpectralNormalization",
    "SyncBatchNormalization", "UnitNormalization",
    "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D", "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D",
    "AvgPool1D", "AvgPool2D", "AvgPool3D", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
    "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D", "GlobalMaxPool1D", "GlobalMaxPool2D", "GlobalMaxPool3D",
    "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D", "MaxPool1D", "MaxPool2D", "MaxPool3D",
    "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
]  # fmt: skip

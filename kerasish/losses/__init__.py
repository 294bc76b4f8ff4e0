"""`keras.losses`: functions with one value per sample, and objects that weigh, mask and reduce them."""

from .base import Loss, LossFunctionWrapper
from .circle import circle
from .crossentropy import binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy
from .crossentropy_classes import (
    CTC,
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    SparseCategoricalCrossentropy,
)
from .ctc import ctc
from .focal import binary_focal_crossentropy, categorical_focal_crossentropy
from .generalized import categorical_generalized_cross_entropy
from .hinge import categorical_hinge, hinge, squared_hinge
from .margin_classes import CategoricalHinge, Hinge, KLDivergence, Poisson, SquaredHinge
from .overlap import dice, tversky
from .prepare import check_labels
from .probabilistic import kl_divergence, poisson
from .reduction import Reduction, reduce_weighted
from .regression import (
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from .regression_classes import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
)
from .serialization import deserialize, get, is_categorical_crossentropy, serialize
from .structured_classes import Circle, Dice, Tversky

mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
bce = BCE = binary_crossentropy
kld = KLD = kullback_leibler_divergence = kl_divergence
logcosh = log_cosh
huber_loss = huber
cosine = cosine_proximity = cosine_similarity

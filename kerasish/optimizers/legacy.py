"""`keras.optimizers.legacy` of 2.15: the optimizers of tf.keras before 2.11, which know `decay`.

They differ from the newer ones in details that their base classes look up by era: where epsilon stands, the order of
clipping, the order of weights in files, and the configuration.
"""

from __future__ import annotations

from ..registry import export
from . import adadelta, adagrad, adam, adamax, base, ftrl, nadam, rmsprop, sgd


@export("optimizers.legacy.Optimizer")
class Optimizer(base.Optimizer):
    """Base class of `optimizers.legacy`; see `Optimizer`."""

    fixed_era = "legacy"


@export("optimizers.legacy.SGD")
class SGD(sgd.SGD, Optimizer):
    """Gradient descent with `decay`; see `SGD`.

    >>> SGD(0.1, decay=0.5).get_config()["decay"]
    0.5
    """


@export("optimizers.legacy.RMSprop")
class RMSprop(rmsprop.RMSprop, Optimizer):
    """RMSprop with `decay`, epsilon outside the root unless there is momentum; see `RMSprop`."""


@export("optimizers.legacy.Adagrad")
class Adagrad(adagrad.Adagrad, Optimizer):
    """Adagrad with `decay`, epsilon outside the root; see `Adagrad`."""


@export("optimizers.legacy.Adadelta")
class Adadelta(adadelta.Adadelta, Optimizer):
    """Adadelta with `decay`; see `Adadelta`."""


@export("optimizers.legacy.Adam")
class Adam(adam.Adam, Optimizer):
    """Adam with `decay`; see `Adam`."""


@export("optimizers.legacy.Adamax")
class Adamax(adamax.Adamax, Optimizer):
    """Adamax with `decay`; see `Adamax`."""


@export("optimizers.legacy.Nadam")
class Nadam(nadam.Nadam, Optimizer):
    """Nadam with the slow momentum schedule; see `Nadam`."""


@export("optimizers.legacy.Ftrl")
class Ftrl(ftrl.Ftrl, Optimizer):
    """Ftrl with `decay`; see `Ftrl`."""

    weights_by_slot = False

"""Callbacks: code that `fit`, `evaluate` and `predict` call along the way."""

from __future__ import annotations

from typing import Any

from .backup_and_restore import BackupAndRestore
from .base_logger import BaseLogger
from .callback import Callback
from .callback_list import CallbackList
from .csv_logger import CSVLogger
from .early_stopping import EarlyStopping
from .history import History
from .lambda_callback import LambdaCallback
from .learning_rate_scheduler import LearningRateScheduler
from .model_checkpoint import ModelCheckpoint
from .monitor import MonitorCallback
from .progbar_logger import ProgbarLogger
from .reduce_lr_on_plateau import ReduceLROnPlateau
from .remote_monitor import RemoteMonitor
from .swap_ema_weights import SwapEMAWeights
from .terminate_on_nan import TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "BaseLogger",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "MonitorCallback",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "SwapEMAWeights",
    "TerminateOnNaN",
]

# What Keras has and kerasish has not, with what to use instead.
_ABSENT = {
    "TensorBoard": "it writes TensorFlow's event files; CSVLogger writes the same numbers to a CSV file",
    "OrbaxCheckpoint": "it writes JAX's checkpoints; use ModelCheckpoint or BackupAndRestore",
    "SidecarEvaluatorModelExport": "it belongs to TensorFlow's distributed training; use ModelCheckpoint",
}


def __getattr__(name: str) -> Any:
    """A clear text for the callbacks that are missing."""
    if name in _ABSENT:
        # ImportError, because `from keras.callbacks import TensorBoard` would replace the text of an AttributeError.
        raise ImportError(f"kerasish has no callbacks.{name}: {_ABSENT[name]}.")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

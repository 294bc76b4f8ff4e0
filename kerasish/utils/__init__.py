"""Helpers that scripts import from `keras.utils`."""

from ..training.progress import Progbar
from ..training.sequence import PyDataset, Sequence
from .cache_dir import cache_dir
from .categorical import categorical_probas_to_classes, probas_to_classes, to_categorical
from .convert_kernel import convert_kernel
from .file_hash import validate_file
from .get_file import get_file
from .normalize import normalize
from .summary import print_summary

__all__ = [
    "Progbar",
    "PyDataset",
    "Sequence",
    "cache_dir",
    "categorical_probas_to_classes",
    "convert_kernel",
    "get_file",
    "normalize",
    "print_summary",
    "probas_to_classes",
    "to_categorical",
    "validate_file",
]

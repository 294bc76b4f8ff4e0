"""How Keras 1 wrote things into configurations: by their function names."""

from __future__ import annotations

from typing import Any

from .. import initializers
from .naming import snake_case

_NAMES = {"zeros": "zero", "ones": "one", "random_uniform": "uniform", "random_normal": "normal"}
_SCALINGS = {
    (1.0, "fan_avg"): "glorot",
    (2.0, "fan_in"): "he",
    (1.0, "fan_in"): "lecun",
}  # (scale, mode) of a VarianceScaling: the name it goes by


def initializer_name(initializer: Any) -> Any:
    """The name by which Keras 1 knew an initializer (`'glorot_uniform'`, `'zero'`); its configuration where none.

    >>> initializer_name(initializers.get("glorot_uniform"))
    'glorot_uniform'
    """
    if not hasattr(initializer, "get_config"):
        return initializers.serialize(initializer)
    known = snake_case(type(initializer).__name__)
    name = _NAMES.get(known, known)
    if name == "variance_scaling":
        kind = _SCALINGS.get((initializer.scale, initializer.mode))
        spread = "uniform" if initializer.distribution == "uniform" else "normal"
        name = f"{kind}_{spread}" if kind else name
    plain = {"zero", "one", "uniform", "normal", "orthogonal", "identity"}
    scaled = {f"{kind}_{spread}" for kind in _SCALINGS.values() for spread in ("uniform", "normal")}
    return name if name in plain | scaled else initializers.serialize(initializer)

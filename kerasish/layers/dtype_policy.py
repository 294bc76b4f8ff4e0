"""The dtype of a layer as configurations write it: Keras 3 wraps the name in a policy, Keras 1 leaves it out."""

from __future__ import annotations

from typing import Any

from ..compat import at_least


def dtype_name(dtype: Any) -> Any:
    """The dtype within a policy: of a configuration, or of an object with a `compute_dtype`; anything else as it is.

    >>> dtype_name({"class_name": "DTypePolicy", "config": {"name": "float64"}})
    'float64'
    """
    if isinstance(dtype, dict):
        config = dtype.get("config", dtype)
        return config.get("name") if isinstance(config, dict) else config
    return getattr(dtype, "compute_dtype", dtype)


def dtype_setting(dtype: str) -> dict[str, Any]:
    """What the configuration of a layer of this dtype says about it.

    >>> dtype_setting("float32")["dtype"]["config"]
    {'name': 'float32'}
    """
    if at_least("3"):
        policy = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": dtype}, "registered_name": None}
        return {"dtype": policy}
    return {"dtype": dtype} if at_least("2.2") else {}

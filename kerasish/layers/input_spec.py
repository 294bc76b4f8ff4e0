"""What a layer demands of its inputs."""

from __future__ import annotations

from typing import Any

from ..errors import explain
from ..registry import export


@export("layers.InputSpec", "InputSpec")
class InputSpec:
    """Demands on one input: `dtype`, `shape`, `ndim`, `min_ndim`, `max_ndim`, and `axes` (axis: extent)."""

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype, self.shape = dtype, None if shape is None else tuple(shape)
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(k): int(v) for k, v in (axes or {}).items() if v is not None}
        self.allow_last_axis_squeeze, self.name, self.optional = allow_last_axis_squeeze, name, optional

    def check(self, layer: str, shape: tuple[int | None, ...], hint: str = "") -> None:
        """Raise ValueError when a shape does not meet the demands; `hint` says how the shape came about."""
        rank = len(shape)
        for wrong, text in (
            (self.ndim is not None and rank != self.ndim, f"{self.ndim} axes"),
            (self.min_ndim is not None and rank < self.min_ndim, f"at least {self.min_ndim} axes"),
            (self.max_ndim is not None and rank > self.max_ndim, f"at most {self.max_ndim} axes"),
        ):
            if wrong:
                raise ValueError(
                    explain(f"Layer {layer!r} cannot take this input.", text, f"shape {shape}, {rank} axes", hint)
                )
        for axis, extent in self.axes.items():
            if shape[axis] is not None and shape[axis] != extent:
                raise ValueError(
                    explain(
                        f"Layer {layer!r} cannot take this input.",
                        f"extent {extent} on axis {axis}, to which its weights were built",
                        f"shape {shape}, extent {shape[axis]}",
                        hint,
                    )
                )

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal specification."""
        return {k: v for k, v in vars(self).items() if v is not None}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        """The specification of a config."""
        return cls(**config)

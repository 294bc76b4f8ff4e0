"""The checks that every op goes through. Each is a function of a `Row`, separately named.

@pytest.mark.parametrize(("check", "row"), op_checks_for(*ROWS))
def test_op(check, row):
    check(row)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import ops
from ..graph.autodiff import gradients
from ..graph.function import Function
from ..graph.tensor import as_tensor, constant, placeholder
from ..graph.trace import Trace
from .compare import close, identical, on_device, with_threads
from .graphs import Projection
from .op_rows import Array, Row

Check = Callable[[Row], None]


def run_op(row: Row, arrays: list[Array], turned: bool = False) -> list[Array]:
    """The op on arrays, through a plan of its own on the device in force.

    Arguments:
        row: which op, with which attributes.
        arrays: its inputs.
        turned: whether the inputs are fed transposed and turned back within the plan, so that kernels meet strides.
    """
    fed = [np.array(a.T, order="C") for a in arrays] if turned else arrays
    inputs = [constant(a) if i in row.constants else placeholder(a.shape, a.dtype.name) for i, a in enumerate(fed)]
    free = [i for i in range(len(fed)) if i not in row.constants]
    with Trace():
        given = [ops.transpose(t) for t in inputs] if turned else inputs
        result = row.rule(*given, **row.attrs)
    outputs = list(result) if isinstance(result, tuple) else [result]
    return Function([inputs[i] for i in free], outputs)(*(fed[i] for i in free))


def _agree(row: Row, got: list[Array], arrays: list[Array], what: str) -> None:
    want = row.reference(arrays)
    close(got, want, row.allowed(want[0].dtype.name), what)


def shape_rule(row: Row) -> None:
    """Shapes and dtypes that the op promises are those that the reference makes."""
    for dtype in row.dtypes:
        arrays = row.arrays(dtype)
        with np.errstate(all="ignore"):
            result = row.rule.reference(*arrays, **row.attrs)  # type: ignore[misc]
        results = result if isinstance(result, tuple) else (result,)
        for spec, array in zip(row.rule.infer(*arrays, **row.attrs), results, strict=True):
            assert tuple(spec.shape) == np.shape(array), f"promised {spec.shape}, is {np.shape(array)}"
            same = spec.dtype == np.asarray(array).dtype.name
            assert same or spec.dtype == "bfloat16", f"promised {spec.dtype}, is {np.asarray(array).dtype}"


def unknown_batch(row: Row) -> None:
    """With an unknown first extent, the op promises shapes that the true ones fit."""
    arrays = row.arrays(row.dtypes[0])
    specs = [placeholder((None, *a.shape[1:]) if a.ndim else (), a.dtype.name) for a in arrays]
    for spec, array in zip(row.rule.infer(*specs, **row.attrs), row.reference(arrays), strict=True):
        known = [r if s is None else s for s, r in zip(spec.shape, array.shape, strict=True)]
        assert tuple(known) == array.shape, f"promised {spec.shape}, is {array.shape}"


def kernel_equals_reference(row: Row) -> None:
    """The native kernel equals the NumPy reference."""
    for dtype in row.dtypes:
        arrays = row.arrays(dtype)
        with on_device("cpu"):
            _agree(row, run_op(row, arrays), arrays, f"cpu, reference in {dtype}")


def kernel_takes_strides(row: Row) -> None:
    """The native kernel equals the reference where its inputs lie transposed in memory."""
    for dtype in row.dtypes:
        arrays = row.arrays(dtype)
        with on_device("cpu"):
            _agree(row, run_op(row, arrays, turned=True), arrays, f"transposed, {dtype}")


def threads_agree(row: Row) -> None:
    """One thread and two give the same bits."""
    arrays = row.arrays(row.dtypes[0])
    results = []
    for count in (1, 2):
        with on_device("cpu"), with_threads(count):
            results.append(run_op(row, arrays))
    identical(results[0], results[1], "1 and 2 threads")


def gradient(row: Row) -> None:
    """The gradient rule, in float64, equals finite differences along a random direction."""
    Projection(lambda *xs: row.rule(*xs, **row.attrs), row.arrays("float64")).check()


def second_gradient(row: Row) -> None:
    """The gradient of the gradient, likewise: rules are written with ops that have rules."""
    rng = np.random.RandomState(5)
    arrays = row.arrays("float64")
    weights = [rng.uniform(0.5, 1.5, a.shape) for a in row.reference(arrays)]

    def first(*xs: Any) -> Any:
        result = row.rule(*xs, **row.attrs)
        outputs = result if isinstance(result, tuple) else (result,)
        total = as_tensor(np.zeros((), "float64"))
        for y, w in zip(outputs, weights, strict=True):
            total = total + ops.sum(y * w)
        floats = [x for x in xs if x.dtype == "float64"]
        return [g for g in gradients([total], floats) if g is not None]

    Projection(first, arrays).check(step=1e-5, tolerance=1e-5)


OP_CHECKS: tuple[Check, ...] = (
    shape_rule,
    unknown_batch,
    kernel_equals_reference,
    kernel_takes_strides,
    threads_agree,
    gradient,
    second_gradient,
)


def applicable(row: Row) -> list[Check]:
    """The checks that make sense for a row."""
    fixed_shape = any(k in row.attrs for k in ("shape", "known"))
    chosen = []
    for check in OP_CHECKS:
        if check in (gradient, second_gradient) and not row.has_gradient:
            continue
        if check is second_gradient and row.once:
            continue
        if check is unknown_batch and fixed_shape:
            continue  # the attribute names extents that would contradict an unknown one
        if check is kernel_takes_strides and all(a.ndim < 2 for a in row.arrays(row.dtypes[0])):
            continue
        chosen.append(check)
    return chosen


def op_checks_for(*rows: Row) -> list[Any]:
    """Parameters `(check, row)` for pytest: every check that makes sense, for every row."""
    import pytest

    return [pytest.param(check, row, id=f"{row.id}-{check.__name__}") for row in rows for check in applicable(row)]

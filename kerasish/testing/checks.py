"""The checks that every layer goes through. Each is a function of a `Case`, separately named.

@pytest.mark.parametrize(("check", "case"), checks_for(Case(Dense, {"units": 2}), ...))
def test_dense(check, case):
    check(case)
"""

from __future__ import annotations

import functools
import json
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..graph.function import Function
from ..graph.tensor import placeholder
from ..layers.history import as_list, map_structure, tensors_in
from ..layers.input_layer import Input
from ..layers.serialization import deserialize, serialize
from .case import Case
from .compare import at_level, close, identical, on_device, raises, with_threads
from .graphs import Projection, run_layer

Check = Callable[[Case], None]


def config_round_trip(case: Case) -> None:
    """`from_config(get_config())` makes a layer of an equal configuration, and so does `serialize`."""
    layer = case.make()
    config = layer.get_config()
    again = type(layer).from_config(dict(config))
    assert type(again) is type(layer)
    assert again.get_config() == config
    assert deserialize(serialize(layer), custom_objects={case.layer.__name__: case.layer}).get_config() == config


def config_is_json(case: Case) -> None:
    """The configuration survives JSON, and the layer made from it has the same configuration."""
    config = case.make().get_config()
    text = json.dumps(config, sort_keys=True)
    again = case.layer.from_config(json.loads(text)).get_config()
    assert json.dumps(again, sort_keys=True) == text


def symbolic_shape(case: Case) -> None:
    """The shape told before running, batch unknown, fits the shape there is, as does `compute_output_shape`."""
    layer = case.built()
    real = [y.shape for y in run_layer(layer, case.inputs(), **case.call_arguments)]
    unknown = map_structure_shapes(lambda s: (None, *s[1:]), case.input_shape)
    inputs = [placeholder(s, _dtype(case)) for s in as_shapes(unknown)]
    outputs = tensors_in(layer(inputs if isinstance(unknown, list) else inputs[0], **case.call_arguments))
    told = as_shapes(layer.compute_output_shape(unknown))
    for tensor, shape, declared in zip(outputs, real, told, strict=True):
        for symbolic in (tensor.shape, tuple(declared)):
            fits = len(symbolic) == len(shape) and all(s in (None, r) for s, r in zip(symbolic, shape, strict=True))
            assert fits, f"told {symbolic}, is {shape}"
        assert None not in tensor.shape[1:], f"{tensor.shape}: only the batch is unknown in the input"


def known_batch_shape(case: Case) -> None:
    """With a known batch the shape is known whole."""
    layer = case.built()
    for input_shape in case.all_shapes()[:1]:
        real = run_layer(layer, case.inputs(input_shape), **case.call_arguments)
        told = as_shapes(layer.compute_output_shape(input_shape))
        assert [tuple(t) for t in told] == [y.shape for y in real]


def dtypes_kept(case: Case) -> None:
    """A layer of float32 or float64 has weights and outputs of that dtype, on symbols and on arrays."""
    for dtype in ("float32", "float64"):
        layer = case.built(dtype)
        x = case.inputs(dtype=dtype)
        assert {v.dtype for v in layer.trainable_weights} <= {dtype}
        for y in (*as_list(layer(x, **case.call_arguments)), *run_layer(layer, x, **case.call_arguments)):
            assert y.dtype in (dtype, "bool", "int32", "int64"), f"made {y.dtype} of {dtype}"


def graph_equals_eager(case: Case) -> None:
    """A compiled call and a call on arrays agree."""
    layer = case.built()
    x = case.inputs()
    close(run_layer(layer, x, **case.call_arguments), as_list(layer(x, **case.call_arguments)), 1e-6, "graph, eager")


def masking(case: Case) -> None:
    """A mask on the input is passed on, dropped, refused or made anew, as the layer says."""
    layer = case.built()
    shapes = case.shapes(case.input_shape)
    inputs = [Input(batch_shape=(None, *s[1:]), dtype=_dtype(case)) for s in shapes]
    for tensor, shape in zip(inputs, shapes, strict=True):
        tensor.mask = placeholder((None, *shape[1:2]), "bool")
    given = inputs if isinstance(case.input_shape, list) else inputs[0]
    fate = case.expected_mask(layer)
    if fate == "refused":
        with raises(TypeError, "mask"):
            layer(given, **case.call_arguments)
        return
    outputs = tensors_in(layer(given, **case.call_arguments))
    for tensor in outputs:
        assert (tensor.mask is None) == (fate == "dropped"), f"mask {tensor.mask}, expected it {fate}"
    if fate == "passed" and len(shapes) == 1:
        flags = np.random.RandomState(0).randint(0, 2, shapes[0][:2]).astype(bool)
        identical(Function([inputs[0].mask], [outputs[0].mask])(flags), [flags], "mask")


def input_gradient(case: Case) -> None:
    """The gradient of the inputs, in float64, equals finite differences along a random direction."""
    layer = case.built("float64")
    for training in _modes(case):
        Projection(_call(layer, case, training), as_list(case.inputs(dtype="float64"))).check()


def weight_gradient(case: Case) -> None:
    """The gradient of the weights, in float64, equals finite differences along a random direction."""
    layer = case.built("float64")
    for training in _modes(case):
        arrays = as_list(case.inputs(dtype="float64"))
        Projection(_call(layer, case, training), arrays, layer.trainable_weights).check()


def devices_agree(case: Case) -> None:
    """Native kernels equal the NumPy references on every shape of the grid: 0, 1, odd and large extents."""
    for input_shape in case.all_shapes():
        layer = case.built(input_shape=input_shape)
        x = case.inputs(input_shape)
        for training in _modes(case):
            results = []
            for device in ("cpu", "reference"):
                with on_device(device):
                    results.append(run_layer(layer, x, **_training(layer, training), **case.call_arguments))
            close(results[0], results[1], what=f"cpu, reference at {input_shape}, training={training}")


def rows_agree(case: Case) -> None:
    """A batch equals its samples one by one."""
    layer = case.built()
    x = case.inputs()
    whole = run_layer(layer, x, **case.call_arguments)
    for i in range(len(as_list(x)[0])):
        row = map_structure(functools.partial(_row, i), x)
        close(run_layer(layer, row, **case.call_arguments), [y[i : i + 1] for y in whole], 1e-6, f"row {i}")


def strides_agree(case: Case) -> None:
    """Arrays that are not contiguous give what their copies give."""
    layer = case.built()
    x = case.inputs()
    want = run_layer(layer, x, **case.call_arguments)
    for strided in (_every_other, np.asfortranarray, lambda a: a[::-1].copy()[::-1]):
        odd = map_structure(strided, x)
        identical(run_layer(layer, odd, **case.call_arguments), want, "strided input")
        close(as_list(layer(odd, **case.call_arguments)), want, 1e-6, "strided input, eager")


def threads_agree(case: Case) -> None:
    """One thread and two give the same bits."""
    for input_shape in (case.input_shape, case.all_shapes()[-1]):
        layer = case.built(input_shape=input_shape)
        results = []
        for count in (1, 2):
            with with_threads(count):
                results.append(run_layer(layer, case.inputs(input_shape), **case.call_arguments))
        identical(results[0], results[1], f"1 and 2 threads at {input_shape}")


def pickles(case: Case) -> None:
    """A pickled layer comes back with its configuration, its weights and its outputs."""
    layer = case.built()
    x = case.inputs()
    again = pickle.loads(pickle.dumps(layer))  # noqa: S301  # our own bytes
    assert again.get_config() == layer.get_config()
    identical(again.get_weights(), layer.get_weights(), "weights")
    want = as_list(layer(x, **case.call_arguments))
    identical(as_list(again(x, **case.call_arguments)), want, "outputs")


def weights_round_trip(case: Case) -> None:
    """`set_weights(get_weights())` of one layer makes another one equal; seeds are no weights."""
    layer, other = case.built(), case.built()
    other.set_weights(layer.get_weights())
    x = case.inputs()
    identical(as_list(other(x, **case.call_arguments)), as_list(layer(x, **case.call_arguments)), "outputs")
    names = [v.name for v in layer.weights]
    assert not any("seed" in name for name in names), names
    assert layer.count_params() == sum(w.size for w in layer.get_weights())


def training_flag(case: Case) -> None:
    """Without a flag a layer is not training; in training it differs where it should, and a seed makes it repeat."""
    layer = case.built()
    if not layer._call_takes["training"]:
        assert not case.random
        return
    x = case.inputs()
    want = as_list(layer(x, **case.call_arguments))
    identical(as_list(layer(x, training=False, **case.call_arguments)), want, "training=False")
    first = as_list(layer(x, training=True, **case.call_arguments))
    alike = not case.random if case.trains_alike is None else case.trains_alike
    assert alike == all(np.array_equal(a, b) for a, b in zip(first, want, strict=True)), "training=True"
    if case.random:
        second = as_list(layer(x, training=True, **case.call_arguments))
        assert not all(np.array_equal(a, b) for a, b in zip(first, second, strict=True)), "two draws are equal"
        fresh = case.built()
        identical(as_list(fresh(x, training=True, **case.call_arguments)), first, "the same seed")
        traced = run_layer(case.built(), x, training=True, **case.call_arguments)
        close(traced, first, 1e-6, "the same seed, compiled")


LAYER_CHECKS: tuple[Check, ...] = (
    config_round_trip,
    config_is_json,
    symbolic_shape,
    known_batch_shape,
    dtypes_kept,
    graph_equals_eager,
    masking,
    input_gradient,
    weight_gradient,
    devices_agree,
    rows_agree,
    strides_agree,
    threads_agree,
    pickles,
    weights_round_trip,
    training_flag,
)


def applicable(case: Case) -> Iterator[Check]:
    """The checks that make sense for a case."""
    for check in LAYER_CHECKS:
        if check.__name__ in case.skip or (check is rows_agree and not case.row_by_row):
            continue
        if check is input_gradient and case.values == "indices":
            continue
        yield check


def checks_for(*cases: Case) -> list[Any]:
    """Parameters `(check, case)` for pytest: every check that makes sense, for every case."""
    import pytest

    from .model_checks import MODEL_CHECKS

    unknown = {s for c in cases for s in c.skip} - {c.__name__ for c in (*LAYER_CHECKS, *MODEL_CHECKS)}
    assert not unknown, f"no such checks: {sorted(unknown)}"
    rows = []
    for case in cases:
        for check in (*applicable(case), *(c for c in MODEL_CHECKS if c.__name__ not in case.skip)):
            rows.append(pytest.param(_at_level(check), case, id=f"{case.id}-{check.__name__}"))
    return rows


def _at_level(check: Check) -> Check:
    def run(case: Case) -> None:
        with at_level(case.level):
            check(case)

    run.__name__, run.__doc__ = check.__name__, check.__doc__
    return run


def _modes(case: Case) -> tuple[bool, ...]:
    return (False, True) if case.random or case.trains_alike is False else (False,)


def _training(layer: Any, training: bool) -> dict[str, bool]:
    return {"training": training} if layer._call_takes["training"] else {}


def _call(layer: Any, case: Case, training: bool) -> Callable[..., Any]:
    def function(*inputs: Any) -> Any:
        given = list(inputs) if isinstance(case.input_shape, list) else inputs[0]
        return layer(given, **_training(layer, training), **case.call_arguments)

    return function


def _dtype(case: Case) -> str:
    return "int32" if case.values == "indices" else "float32"


def _row(index: int, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array[index : index + 1]


def _every_other(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same numbers, lying two apart in memory."""
    wide = np.zeros((*array.shape[:-1], array.shape[-1] * 2), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def as_shapes(shape: Any) -> list[tuple[Any, ...]]:
    """One shape, or several, as a list of tuples."""
    return [tuple(s) for s in shape] if shape and isinstance(shape[0], (list, tuple)) else [tuple(shape)]


def map_structure_shapes(function: Callable[[Any], Any], shape: Any) -> Any:
    """Apply a function to one shape, or to each of a list of them."""
    return [function(s) for s in shape] if isinstance(shape, list) else function(shape)

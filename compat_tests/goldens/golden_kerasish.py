"""kerasish behind the same ``Api`` as the references, and the comparison of a case with what was stored."""

import functools
import importlib
import pathlib

import numpy as np
from golden_harness import LEVELS, Api, difference, either, load

HERE = pathlib.Path(__file__).parent


ROOMS = (
    "activations",
    "backend",
    "constraints",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "ops",
    "optimizers",
    "optimizers.schedules",
    "regularizers",
)


def at(generation):
    """The ``Api`` over kerasish, its level set to the generation's."""
    keras = importlib.import_module("kerasish")
    importlib.import_module("kerasish.compat").set_level(LEVELS[generation])
    for name in ROOMS:
        importlib.import_module("kerasish." + name)
    return Api(keras, generation, eager=keras.ops.convert_to_tensor, gradient=functools.partial(gradient, keras))


def gradient(keras, function, array, upstream):
    """The gradient by ``K.gradients`` in a ``K.function``."""
    backend = keras.backend
    x = backend.placeholder(shape=array.shape)
    total = backend.sum(function(x) * upstream)
    return backend.function([x], backend.gradients(total, [x]))([array])[0]


@functools.cache
def family_of(generation, family):
    """The stored cases of a family and its index."""
    return load(HERE / generation / (family + ".npz"))


def replay(api, module, family, case):
    """Run a stored case under kerasish: ``(expected arrays, arrays, expected facts, facts)``.

    Where real Keras's own backends disagree by more than rounding (``golden_harness.either``), the other
    backend's outputs are as good: they are what is expected when kerasish is nearer to them.
    """
    _, cases = family_of(api.generation, family)
    spec, inputs, expected, facts = cases[case]
    arrays, own_facts = module.run(api, spec, {k: v.copy() for k, v in inputs.items()})
    if either(api.generation, family, case):
        other = family_of(api.generation, family + ".jax")[1][case][2]
        expected = min((expected, other), key=lambda choice: distance(choice, arrays))
    return expected, arrays, facts, own_facts


def distance(expected, arrays):
    """Largest difference over the arrays of a case."""
    return max(difference(want, arrays[name]) if name in arrays else np.inf for name, want in expected.items())


def assert_close(expected, arrays, tolerance):
    """Every stored array is there, of the same shape, within the tolerance relative to max(1, |x|)."""
    missing = sorted(set(expected) - set(arrays))
    assert not missing, f"real Keras returns {missing} as well; here there is {sorted(arrays)}"
    wrong = {}
    for name, want in sorted(expected.items()):
        got = np.asarray(arrays[name])
        gap = difference(want, got)
        if not gap <= tolerance:
            wrong[name] = (
                f"off by {gap:.3g} (allowed {tolerance:g}): {got.shape}, real Keras {want.shape}\n{got!r}\n{want!r}"
            )
    assert not wrong, "\n".join(f"{k}: {v}" for k, v in wrong.items())


def identify(rows, family):
    """Test ids ``generation/family/case``."""
    return [f"{generation}/{family}/{case}" for generation, case in rows]

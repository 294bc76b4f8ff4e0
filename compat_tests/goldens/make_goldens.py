"""Store what a real Keras computes: ``KERAS_BACKEND=tensorflow python make_goldens.py OUTDIR [family ...]``.

Runs under each reference (DESIGN.md, section 7; one more below): writes ``OUTDIR/<generation>/<family>.npz``
and ``OUTDIR/<generation>/index.json`` (versions, number of cases, what the reference refused to run).
Trained weights of 1.2.2 and 2.3.1 come from their Theano backend (``THEANO_FLAGS=device=cpu,optimizer=fast_compile,
linker=py``; 2.3.1 with Theano: the 1.2.2 environment with keras, keras_applications and keras_preprocessing of 2.3.1
on PYTHONPATH). On TensorFlow these Keras versions race: a gradient may read a weight, and Adam its step counter,
before or after the same batch's update (1.2.2: errors to 0.6; 2.3.1: differs from run to run). On Theano SGD of both
agrees with 2.15 to 1e-7, and 2.3.1's optimizers with 2.15's legacy ones.

``--compare`` under another backend (``KERAS_BACKEND=jax`` for Keras 3, ``theano`` for 1.2.2) notes in index.json
how far real Keras agrees with itself, per case, and stores the other outputs of the cases in ``EITHER``.
"""

from __future__ import absolute_import, division, print_function

import importlib
import json
import os
import sys
import warnings

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import golden_harness as harness  # noqa: E402

#: Families that only the Theano backend computes as written.
RACES = {"keras-1.2.2": ("optimizers", "training", "convolution_theano", "functional"), "keras-2.3.1": ("optimizers",)}


def reference():
    """The Keras of this environment as an ``Api``, and the versions that identify it."""
    warnings.simplefilter("ignore")
    versions = {"python": sys.version.split()[0], "numpy": np.__version__}
    try:
        import tensorflow as tf

        versions["tensorflow"] = tf.__version__
    except ImportError:
        tf = None
    if tf is not None and tf.__version__.startswith("2.15"):
        keras = tf.keras
        versions["keras"] = importlib.import_module("keras").__version__
        return harness.Api(keras, "keras-2.15", tf.constant, tape_gradient(tf)), versions
    import keras

    versions.update(keras=keras.__version__, backend=keras.backend.backend())
    if keras.__version__.startswith("3."):
        gradient = tape_gradient(tf) if versions["backend"] == "tensorflow" else jax_gradient
        return harness.Api(keras, "keras-3.15", keras.ops.convert_to_tensor, gradient), versions
    for name in ("layers", "models", "optimizers", "metrics", "activations", "regularizers", "constraints"):
        importlib.import_module("keras." + name)
    return harness.Api(keras, "keras-" + keras.__version__), versions


def tape_gradient(tf):
    """Gradients by TensorFlow's tape."""

    def gradient(function, array, upstream):
        x = tf.convert_to_tensor(array)
        with tf.GradientTape() as tape:
            tape.watch(x)
            total = tf.reduce_sum(function(x) * upstream)
        return tape.gradient(total, x).numpy()

    return gradient


def jax_gradient(function, array, upstream):
    """Gradients by JAX."""
    import jax

    return jax.grad(lambda x: (function(x) * upstream).sum())(jax.numpy.asarray(array))


def make(api, family, versions, folder):
    """Run every case of a family and store it."""
    module = importlib.import_module("make_" + family)
    store = harness.Store(versions)
    for name, spec, inputs in module.cases(api.generation):
        spec = json.loads(json.dumps(spec))
        try:
            arrays, facts = module.run(api, spec, inputs)
        except Exception as error:  # the reference itself cannot run it: recorded, not stored
            store.refuse(name, error)
            continue
        if any(not np.all(np.isfinite(a)) for a in arrays.values()):
            print("  not finite:", family, name)
        store.add(name, spec, inputs, arrays, json.loads(json.dumps(facts, default=lambda v: v.item())))
    if store.index["cases"]:
        store.save(os.path.join(folder, family + ".npz"))
    return {"cases": len(store.index["cases"]), "refused": store.index["refused"], "versions": versions}


def compare(api, family, versions, folder):
    """Largest difference per case between stored and this backend's outputs; keeps those of ``EITHER`` cases."""
    module = importlib.import_module("make_" + family)
    gaps, store = {}, harness.Store(versions)
    for name, (spec, inputs, outputs, _) in sorted(harness.load(os.path.join(folder, family + ".npz"))[1].items()):
        try:
            arrays, facts = module.run(api, spec, inputs)
        except Exception as error:
            gaps[name] = str(error)[:80]
            continue
        gaps[name] = max([harness.difference(outputs[k], arrays[k]) for k in outputs if k in arrays] or [0.0])
        if harness.either(api.generation, family, name):
            store.add(name, spec, inputs, arrays, json.loads(json.dumps(facts, default=lambda v: v.item())))
    if store.index["cases"]:
        store.save(os.path.join(folder, "%s.%s.npz" % (family, versions["backend"])))
    return gaps


def main(argv):
    """Make (or compare) the families named, all of them by default."""
    comparing = "--compare" in argv
    argv = [a for a in argv if not a.startswith("--")]
    api, versions = reference()
    folder = os.path.join(argv[0], api.generation)
    if not os.path.isdir(folder):
        os.makedirs(folder)
    path = os.path.join(folder, "index.json")
    index = json.load(open(path)) if os.path.exists(path) else {"families": {}}
    for family in argv[1:] or harness.FAMILIES:
        if comparing:
            if os.path.exists(os.path.join(folder, family + ".npz")):
                gaps = compare(api, family, versions, folder)
                large = dict((k, v) for k, v in gaps.items() if isinstance(v, str) or v > harness.TOLERANCE_VALUES)
                index["families"][family]["difference_" + versions["backend"]] = large
                print(family, len(gaps), "compared", json.dumps(large, indent=1, sort_keys=True))
        else:
            if (family in RACES.get(api.generation, ())) != (versions.get("backend") == "theano"):
                print(api.generation, family, "is left to the other backend")
                continue
            index["families"][family] = made = make(api, family, versions, folder)
            print(api.generation, family, made["cases"], "cases", len(made["refused"]), "refused")
    with open(path, "w") as out:
        json.dump(index, out, indent=1, sort_keys=True)
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])

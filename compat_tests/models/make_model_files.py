"""Store models that a real Keras saved, with what they predict: ``python make_model_files.py FOLDER``.

Runs under each reference, with the builders of ``goldens/make_functional.py``; writes
``FOLDER/<generation>-<graph>.h5`` and ``.npz`` beside it. With ``--check FILE...`` it reads what kerasish wrote.
"""

import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "goldens"))

import make_functional  # noqa: E402
import make_goldens  # noqa: E402

GRAPHS = {
    "keras-1.2.2": ("joined_stacks", "shared_thrice"),
    "keras-2.3.1": ("shared_thrice", "model_on_two_inputs"),
    "keras-2.15": ("shared_thrice", "model_on_two_inputs", "sequential_inside"),
    "keras-3.15": ("shared_thrice", "model_on_two_inputs", "dicts"),
}


def outputs(model, arrays):
    """What a model predicts, as a list."""
    found = model.predict(arrays, verbose=0)
    if isinstance(found, dict):
        return [found[k] for k in sorted(found)]
    return found if isinstance(found, list) else [found]


def store(api, folder):
    """Write the files of one generation."""
    for name in GRAPHS[api.generation]:
        model = make_functional.BUILDERS[name](make_functional.Words(api))
        make_functional.fill(model)
        path = os.path.join(folder, f"{api.generation}-{name}")
        model.save(path + ".h5")
        found = outputs(model, make_functional.feed(model))
        np.savez(path + ".npz", **{f"y{i}": y for i, y in enumerate(found)})
        print(path)


def check(api, paths):
    """Read files that kerasish wrote, and compare predictions."""
    for path in paths:
        try:
            model = api.keras.models.load_model(path, compile=False)
        except Exception as error:  # what this Keras cannot read is worth knowing, and no reason to stop
            print(f"{os.path.basename(path)}: {str(error)[:100]}")
            continue
        with np.load(path.replace(".h5", ".npz")) as data:
            expected = [data[f"y{i}"] for i in range(len(data.files))]
        found = outputs(model, make_functional.feed(model))
        gap = max(float(np.abs(a - b).max()) for a, b in zip(expected, found))
        print(f"{os.path.basename(path)}: {'equal' if gap < 1e-5 else f'off by {gap:g}'}")


if __name__ == "__main__":
    keras, _ = make_goldens.reference()
    if sys.argv[1] == "--check":
        check(keras, sys.argv[2:])
    else:
        store(keras, sys.argv[1])

"""HDF5 files that mean harm: refused with a clear error, nothing outside read, nothing run, memory kept small."""

import json
import os
import resource

import h5py
import numpy as np
import pytest

from kerasish import layers, models
from kerasish.errors import ModelFileError

SECRET = b"the contents of another file"
MEGABYTES = 64  # what reading a hostile file may take


@pytest.fixture
def path(tmp_path):
    """A good file, to be spoilt."""
    model = models.Sequential([layers.Dense(3, input_shape=(2,), name="first"), layers.Dense(2, name="last")])
    model.compile("adam", "mse")
    model.train_on_batch(np.ones((4, 2)), np.ones((4, 2)))
    model.save(tmp_path / "model.h5")
    (tmp_path / "secret").write_bytes(SECRET * 10)
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["kernel"] = np.full((2, 3), 7.0, "float32")
        other.create_group("group")["kernel"] = np.full((2, 3), 7.0, "float32")
    return tmp_path / "model.h5"


def kernel(file):
    """Path of the first layer's kernel."""
    group = file["model_weights/first"]
    return f"model_weights/first/{group.attrs['weight_names'][0].decode()}"


def replaced(file, value):
    name = kernel(file)
    del file[name]
    file[name] = value


def external_link(file):
    replaced(file, h5py.ExternalLink("other.h5", "/kernel"))


def soft_link(file):
    file["elsewhere"] = np.ones((2, 3), "float32")
    replaced(file, h5py.SoftLink("/elsewhere"))


def linked_group(file):
    del file["model_weights/first"]
    file["model_weights/first"] = h5py.ExternalLink("other.h5", "/group")


def linked_weights(file):
    del file["model_weights"]
    file["model_weights"] = h5py.ExternalLink("other.h5", "/group")


def linked_optimizer(file):
    del file["optimizer_weights"]
    file["optimizer_weights"] = h5py.ExternalLink("other.h5", "/group")


def virtual(file):
    name = kernel(file)
    del file[name]
    layout = h5py.VirtualLayout((2, 3), "float32")
    layout[:] = h5py.VirtualSource("other.h5", "kernel", (2, 3))
    file.create_virtual_dataset(name, layout)


def external_storage(file):
    name = kernel(file)
    del file[name]
    file.create_dataset(name, (2, 3), "float32", external=[("secret", 0, 24)])


def huge_shape(file):
    name = kernel(file)
    del file[name]
    file.create_dataset(name, (1 << 40, 3), "float32", chunks=(1024, 3))


def huge_optimizer(file):
    group = file["optimizer_weights"]
    name = group.attrs["weight_names"][1].decode()
    del group[name]
    group.create_dataset(name, (1 << 40, 3), "float32", chunks=(1024, 3))


def objects(file):
    name = kernel(file)
    del file[name]
    file.create_dataset(name, (2, 3), h5py.string_dtype())


def complex_numbers(file):
    replaced(file, np.ones((2, 3), "complex64"))


def fewer_weights(file):
    file["model_weights/first"].attrs["weight_names"] = file["model_weights/first"].attrs["weight_names"][:1]


def fewer_layers(file):
    file["model_weights"].attrs["layer_names"] = file["model_weights"].attrs["layer_names"][:1]


def another_shape(file):
    replaced(file, np.ones((3, 3), "float32"))


def group_for_weight(file):
    name = kernel(file)
    del file[name]
    file.create_group(name)


def no_model(file):
    del file.attrs["model_config"]


def config(text):
    def spoil(file):
        file.attrs["model_config"] = text

    return spoil


def changed(change):
    def spoil(file):
        value = json.loads(file.attrs["model_config"])
        change(value["config"]["layers"])
        file.attrs["model_config"] = json.dumps(value)

    return spoil


def huge_layer(items):
    items[1]["config"]["units"] = 10**13


def unknown_layer(items):
    items[1]["class_name"] = "os.system"


def lambda_layer(items):
    function = ["4wEAAAAAAAAAAAAAAAEAAAACAAAAQwAAAHMEAAAAZAFTACkC", None, None]
    items.append(
        {"class_name": "Lambda", "config": {"name": "innocent", "function": function, "function_type": "lambda"}}
    )


def module_layer(items):
    items[1] |= {"module": "os", "class_name": "system", "registered_name": None, "config": {"command": "touch harm"}}


DEEP = "[" * 5000 + "]" * 5000
NESTED = '{"class_name": "Sequential", "config": ' + '{"layers": [' * 100 + "]}" * 100 + "}"
CASES = {
    "external_link": (external_link, "link that leads elsewhere"),
    "soft_link": (soft_link, "link that leads elsewhere"),
    "linked_group": (linked_group, "link that leads elsewhere"),
    "linked_weights": (linked_weights, "link that leads elsewhere"),
    "virtual": (virtual, "stored elsewhere"),
    "external_storage": (external_storage, "stored elsewhere"),
    "huge_shape": (huge_shape, r"shape \(2, 3\)(.|\n)*1099511627776"),
    "objects": (objects, "numbers"),
    "complex": (complex_numbers, "numbers(.|\n)*complex64"),
    "fewer_weights": (fewer_weights, "2 weights(.|\n)*1 weights"),
    "fewer_layers": (fewer_layers, "2 layers with weights(.|\n)*1 layers"),
    "another_shape": (another_shape, r"shape \(2, 3\)(.|\n)*shape \(3, 3\)"),
    "group_for_weight": (group_for_weight, "a data set(.|\n)*a group"),
    "no_model": (no_model, "holds no model"),
    "not_json": (config("{"), "JSON"),
    "json_number": (config("12"), "JSON object"),
    "json_deep": (config(DEEP), "JSON|nested|deep"),
    "json_nested": (config(NESTED), "nested more than|JSON"),
    "json_empty": (config("{}"), "class_name"),
    "json_no_layers": (config('{"class_name": "Sequential", "config": {}}'), "layers"),
    "unknown_layer": (changed(unknown_layer), "Unknown layer: 'os.system'"),
    "module": (changed(module_layer), "Unknown layer: 'system'"),
    "lambda": (changed(lambda_layer), "(?i)lambda.*innocent|innocent.*lambda"),
    "huge_layer": (changed(huge_layer), "shape|memory|10000000000000"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(path, case, monkeypatch):
    spoil, text = CASES[case]
    monkeypatch.chdir(path.parent)
    with h5py.File(path, "r+") as file:
        spoil(file)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValueError, match=text):
        models.load_model(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024
    assert not os.path.exists("harm")


@pytest.mark.parametrize("spoil", [linked_optimizer, huge_optimizer], ids=["link", "huge"])
def test_optimizer_state_is_not_trusted_either(path, spoil, monkeypatch):
    monkeypatch.chdir(path.parent)
    with h5py.File(path, "r+") as file:
        spoil(file)
        own = [a for a in file.attrs if a.startswith("kerasish")]
    with pytest.raises(ModelFileError):
        models.load_model(path)
    with h5py.File(path, "r+") as file:
        for name in own:
            del file.attrs[name]
    with pytest.raises(ModelFileError):
        models.load_model(path)
    assert models.load_model(path, compile=False).predict(np.ones((1, 2)), verbose=0).shape == (1, 2)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_truncated(path, part):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(ModelFileError, match="HDF5"):
        models.load_model(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a model at all", b"\x89HDF\r\n\x1a\n" + b"\0" * 500])
def test_not_hdf5(tmp_path, content):
    (tmp_path / "x.h5").write_bytes(content)
    with pytest.raises(ModelFileError, match="HDF5"):
        models.load_model(tmp_path / "x.h5")


def test_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="No such model file"):
        models.load_model(tmp_path / "nothing.h5")


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes(path, seed):
    """Whatever comes out, it is a model or an error of ours."""
    data = bytearray(path.read_bytes())
    draw = np.random.default_rng(seed)
    for place in draw.integers(0, len(data), 8):
        data[place] = draw.integers(0, 256)
    path.write_bytes(bytes(data))
    try:
        models.load_model(path)
    except (ValueError, OSError, TypeError, RuntimeError, KeyError) as error:
        assert str(error)


def test_a_failed_load_leaves_the_model_alone(path):
    model = models.load_model(path)
    before = model.get_weights()
    with h5py.File(path, "r+") as file:
        another_shape(file)
    with pytest.raises(ModelFileError):
        model.load_weights(path)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_unsafe_mode_is_refused(path):
    with pytest.raises(ValueError, match="nothing in a file is ever run"):
        models.load_model(path, safe_mode=False)

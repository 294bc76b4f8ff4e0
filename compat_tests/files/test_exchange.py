"""Files of every generation, read by kerasish, and files of kerasish, read by real Keras.

Files under `fixtures/` were written by the real thing (`exchange.py write`). With KERASISH_REFERENCES, the path of a
JSON such as {"3": ["/path/python", {"KERAS_BACKEND": "jax"}]}, files are exchanged with live references too.
"""

import functools
import json
import os
import pathlib
import subprocess
import sys
import zipfile

import exchange
import pytest

from kerasish import compat

HERE = pathlib.Path(__file__).parent
GENERATIONS = exchange.GENERATIONS
OUTPUT_TOLERANCE = 1e-6  # float32 rounding of a forward pass
STEP_TOLERANCE = 1e-6  # and of one update

FILES = [
    (g, n[:-4])
    for g in GENERATIONS
    for n in zipfile.ZipFile(HERE / "fixtures" / g / "files.zip").namelist()
    if n.endswith(".npz")
]
REFERENCES = os.environ.get("KERASISH_REFERENCES")
live = pytest.mark.skipif(not REFERENCES, reason="KERASISH_REFERENCES names no JSON of interpreters")

# What real Keras cannot do with any HDF5 file, its own included.
CANNOT_TRAIN = "the optimizer was built with 0 variables"  # 3.15 builds the optimizer before the layers are known
UNCOMPILED = "compile"  # optimizers that 2.15 does not have leave the model uncompiled
NADAM = "nadam"  # 2.15 forgets the product of momenta


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The stored files of each generation, unpacked."""
    found = {}
    for generation in GENERATIONS:
        found[generation] = tmp_path_factory.mktemp(generation.replace(".", "_"))
        zipfile.ZipFile(HERE / "fixtures" / generation / "files.zip").extractall(found[generation])
    return found


@functools.cache
def kerasish_as(generation):
    return exchange.Program("kerasish", "2.3" if generation == "2.3" else "3")


def differences(found):
    """What is not within its tolerance, or went wrong."""
    limits = {"out": OUTPUT_TOLERANCE, "json": OUTPUT_TOLERANCE, "next": STEP_TOLERANCE}
    return {k: v for k, v in found.items() if not (isinstance(v, float) and v <= limits.get(k, 0))}


@pytest.mark.parametrize(("generation", "name"), FILES, ids=["-".join(f) for f in FILES])
def test_reads_what_real_keras_wrote(folders, generation, name):
    compat.set_level("3")
    assert not differences(exchange.check_case(kerasish_as(generation), str(folders[generation]), name))


@pytest.mark.parametrize("level", ["2.3", "2.15", "3"])
def test_reads_what_it_wrote(tmp_path, level):
    compat.set_level(level)
    program = exchange.Program("kerasish", level)
    for name, make, told in exchange.cases(program):
        exchange.write_case(program, str(tmp_path), name, make, told)
    compat.set_level("3")
    found = {n: differences(exchange.check_case(program, str(tmp_path), n)) for n in exchange.names_in(str(tmp_path))}
    assert not {n: d for n, d in found.items() if d}


def reference(generation, task, folder):
    """Run the script under a real Keras."""
    python, extra = json.loads(pathlib.Path(REFERENCES).read_text())[generation]
    command = [python, str(HERE / "exchange.py"), task, generation, str(folder)]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, env={**environment, **extra}, timeout=300)
    lines = [line for line in done.stdout.splitlines() if line.startswith("@@")]
    assert task == "write" or lines, done.stderr[-2000:]
    return json.loads(lines[-1][2:]) if lines else {}


@live
@pytest.mark.live
@pytest.mark.parametrize("level", ["2.15", "3"])
@pytest.mark.parametrize("generation", ["2.15", "3"])
def test_real_keras_reads_what_kerasish_wrote(tmp_path, generation, level):
    code = f"import exchange; exchange.main('write', '{level}', {str(tmp_path)!r}, 'kerasish')"
    environment = {**os.environ, "KERASISH_COMPAT": level, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    wrong = {}
    for name, found in reference(generation, "check", tmp_path).items():
        rest = differences(found)
        if generation != level:
            rest.pop("check_json", None)  # JSON is written for one generation
        told = str(rest.get("check_file", ""))
        if CANNOT_TRAIN in told or UNCOMPILED in told:
            rest.pop("check_file")
            assert found["out"] <= OUTPUT_TOLERANCE
        if NADAM in name or (name == "stack" and (generation, level) == ("3", "2.15")):
            rest = {k: v for k, v in rest.items() if k not in ("next", "check_file", "check_json")}
        wrong |= {name: rest} if rest else {}
    assert not wrong


@live
@pytest.mark.live
@pytest.mark.parametrize("generation", GENERATIONS)
def test_reads_what_live_keras_writes(tmp_path, generation):
    compat.set_level("3")
    reference(generation, "write", tmp_path)
    names = exchange.names_in(str(tmp_path))
    assert len(names) > 15
    found = {n: differences(exchange.check_case(kerasish_as(generation), str(tmp_path), n)) for n in names}
    assert not {n: d for n, d in found.items() if d}

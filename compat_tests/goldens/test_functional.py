"""Graphs of layers: order, names, shapes, configurations, summaries, outputs and training equal real Keras's."""

import json

import make_functional
import numpy as np
import pytest
from golden_harness import TOLERANCE_VALUES, TOLERANCE_WEIGHTS, stored
from golden_kerasish import assert_close, family_of, identify, replay

CASES = stored("functional")
CLASSIC = ("keras-1.2.2", "keras-2.3.1")
GRAPHS = [row for row in CASES if not row[1].startswith("train ")]
TRAININGS = [row for row in CASES if row[1].startswith("train ")]


@pytest.mark.parametrize(("generation", "case"), GRAPHS, ids=identify(GRAPHS, "functional"))
def test_outputs(kerasish_at, generation, case):
    expected, arrays, facts, own = replay(kerasish_at(generation), make_functional, "functional", case)
    assert_close(expected, arrays, TOLERANCE_VALUES)
    assert own["kind"] == facts["kind"]


@pytest.mark.parametrize(("generation", "case"), GRAPHS, ids=identify(GRAPHS, "functional"))
def test_facts(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_functional, "functional", case)
    same = ["layers", "name", "input_shape", "output_shape", "parameters", "weights", "trainable"]
    same += ["outputs"] if facts["outputs"] else []
    for row in own["layers"]:
        row[1] = "Model" if row[1] == "Functional" and generation in CLASSIC else row[1]
    if generation == "keras-1.2.2" and "sequential" in facts["name"]:  # it counts models that users do not see
        same.remove("name")
    expected = {k: facts[k] for k in same}
    if case == "from_the_middle":  # the new input has the name of a tensor, which is nobody's business
        expected["layers"] = [own["layers"][0], *facts["layers"][1:]]
    assert {k: own[k] for k in same} == expected


@pytest.mark.parametrize(("generation", "case"), GRAPHS, ids=identify(GRAPHS, "functional"))
def test_configurations(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_functional, "functional", case)
    told, found = facts["config"], own["config"]
    if case == "from_the_middle":
        name = facts["layers"][0][0]
        told = json.loads(json.dumps(told).replace(name, own["layers"][0][0]))
    assert found == told


@pytest.mark.parametrize(("generation", "case"), GRAPHS, ids=identify(GRAPHS, "functional"))
def test_summaries(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_functional, "functional", case)
    if "summary" in facts and case != "from_the_middle":
        assert own["summary"] == facts["summary"]


@pytest.mark.parametrize(("generation", "case"), GRAPHS, ids=identify(GRAPHS, "functional"))
def test_real_architectures_are_read(kerasish_at, generation, case):
    """What real Keras wrote as JSON makes a model of the same layers and, with the same weights, the same outputs."""
    api = kerasish_at(generation)
    _, _, expected, facts = family_of(generation, "functional")[1][case]
    model = api.keras.models.model_from_json(facts["json"])
    make_functional.fill(model)
    assert [layer.name for layer in model.layers] == [name for name, _ in facts["layers"]]
    if case == "unused_input" and generation in CLASSIC:
        assert model.input_names == ["b"]  # real Keras forgets the input that leads nowhere
        return
    outputs = model.predict(make_functional.feed(model), verbose=0)
    several = sorted(outputs.items()) if isinstance(outputs, dict) else None
    named = several or enumerate(outputs if isinstance(outputs, list) else [outputs])
    assert_close(expected, {f"y{k}": np.asarray(v) for k, v in named}, TOLERANCE_VALUES)


@pytest.mark.parametrize(("generation", "case"), TRAININGS, ids=identify(TRAININGS, "functional"))
def test_training(kerasish_at, generation, case):
    expected, arrays, facts, own = replay(kerasish_at(generation), make_functional, "functional", case)
    assert_close(expected, arrays, TOLERANCE_WEIGHTS)
    assert own["keys"] == facts["keys"]
    assert own["names"] == facts["names"]

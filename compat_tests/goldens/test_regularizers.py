"""Regularizers and constraints: values and configurations equal real Keras's."""

import make_regularizers
import pytest
from golden_harness import TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("regularizers")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "regularizers"))
def test_regularizers(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_regularizers, "regularizers", case)
    assert_close(expected, arrays, TOLERANCE_VALUES)


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "regularizers"))
def test_configurations(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_regularizers, "regularizers", case)
    config, expected = own["config"], facts["config"]
    if "EigenvalueRegularizer" in case:  # 1.2.2 leaves out k, and so makes another regularizer of its own config
        assert config.pop("k") == 0.1
    assert sorted(config) == sorted(expected)
    for name, value in expected.items():  # one by one: approx takes no lists within a dictionary
        assert config[name] == (value if isinstance(value, (str, dict)) else pytest.approx(value)), name

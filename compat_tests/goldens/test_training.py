"""Training semantics: losses under weights and masks, validation rows, history keys and names equal real Keras's."""

import re

import make_training
import pytest
from golden_harness import TOLERANCE_WEIGHTS, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("training")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "training"))
def test_values(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_training, "training", case)
    assert_close(expected, arrays, TOLERANCE_WEIGHTS)


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "training"))
def test_names(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_training, "training", case)
    if generation == "keras-1.2.2":  # it goes on counting after clear_session, over all the cases of the maker
        facts, own = renumbered(facts), renumbered(own)
    for fact in ("input_names", "output_names"):  # of a model; None where real Keras has no such attribute
        if fact in facts and facts[fact] is None:
            own.pop(fact), facts.pop(fact)
    assert own == facts


def renumbered(facts):
    """Automatic names numbered in the order in which they first appear among the facts."""
    order = ("layers", "weights", "model", "input_names", "output_names")
    numbers = {}

    def fresh(match):
        seen = numbers.setdefault(match["kind"], [])
        if match["number"] not in seen:
            seen.append(match["number"])
        return f"{match['kind']}_{seen.index(match['number']) + 1}"

    def name(value):
        if isinstance(value, list):
            return [name(v) for v in value]
        return re.sub(r"^(?P<kind>[a-z]+)_(?P<number>\d+)", fresh, value) if isinstance(value, str) else value

    return {**facts, **{k: name(facts[k]) for k in order if k in facts}}

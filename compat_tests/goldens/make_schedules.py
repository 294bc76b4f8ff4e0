"""Values of every LearningRateSchedule over steps 0..50 (2.15, 3.15)."""

from __future__ import absolute_import, division, print_function

import numpy as np

SCHEDULES = {
    "ExponentialDecay": [
        dict(decay_steps=10, decay_rate=0.5),
        dict(decay_steps=10, decay_rate=0.5, staircase=True),
        dict(decay_steps=7, decay_rate=0.96),
    ],
    "InverseTimeDecay": [
        dict(decay_steps=10, decay_rate=0.5),
        dict(decay_steps=10, decay_rate=0.5, staircase=True),
        dict(decay_steps=3, decay_rate=2.0),
    ],
    "PolynomialDecay": [
        dict(decay_steps=20),
        dict(decay_steps=20, end_learning_rate=0.01, power=2.0),
        dict(decay_steps=20, end_learning_rate=0.01, power=0.5, cycle=True),
        dict(decay_steps=15, end_learning_rate=0.02, cycle=True),
    ],
    "CosineDecay": [
        dict(decay_steps=30),
        dict(decay_steps=30, alpha=0.1),
        dict(decay_steps=20, warmup_target=0.5, warmup_steps=10),
        dict(decay_steps=20, warmup_target=0.5, warmup_steps=10, alpha=0.2),
        dict(decay_steps=20, warmup_steps=10),
    ],
    "CosineDecayRestarts": [
        dict(first_decay_steps=10),
        dict(first_decay_steps=10, t_mul=1.0),
        dict(first_decay_steps=8, t_mul=1.5, m_mul=0.8, alpha=0.1),
        dict(first_decay_steps=5, t_mul=1.0, m_mul=0.5),
    ],
}
PIECEWISE = [
    dict(boundaries=[10, 20], values=[1.0, 0.5, 0.1]),
    dict(boundaries=[5], values=[0.3, 0.2]),
    dict(boundaries=[1, 2, 40], values=[0.1, 0.2, 0.3, 0.4]),
]


def cases(generation):
    """(id, spec, inputs) of every schedule."""
    if generation in ("keras-1.2.2", "keras-2.3.1"):
        return
    steps = np.arange(51, dtype="int64")
    for name, rows in sorted(SCHEDULES.items()):
        for args in rows:
            label = ",".join("%s=%s" % (k, args[k]) for k in sorted(args))
            yield (
                "%s-%s" % (name, label),
                {"name": name, "args": dict(args, initial_learning_rate=0.1)},
                {"steps": steps},
            )
    for args in PIECEWISE:
        yield (
            "PiecewiseConstantDecay-%s" % (args["boundaries"],),
            {"name": "PiecewiseConstantDecay", "args": args},
            {"steps": steps},
        )


def run(api, spec, inputs):
    """Values at the steps, and the configuration."""
    schedule = api.make("optimizers.schedules", spec["name"], spec["args"])
    values = np.asarray([float(api.value(schedule(int(step)))) for step in inputs["steps"]])
    return {"values": values}, {"config": schedule.get_config()}

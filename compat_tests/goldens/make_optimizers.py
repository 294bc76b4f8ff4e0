"""Weights after three epochs of ``fit``: every optimizer with default arguments x four losses, and variants."""

from __future__ import absolute_import, division, print_function

import numpy as np
from golden_harness import dense, fit, sequential

#: loss -> activation of the last layer
LOSSES = {
    "categorical_crossentropy": "softmax",
    "binary_crossentropy": "sigmoid",
    "sparse_categorical_crossentropy": "softmax",
    "mse": "linear",
}
CLASSIC = ["SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam"]
MODERN = CLASSIC + ["Ftrl", "AdamW", "Adafactor", "Lion"]
OPTIMIZERS = {
    "keras-1.2.2": CLASSIC,
    "keras-2.3.1": CLASSIC,
    "keras-2.15": MODERN,
    "keras-3.15": MODERN + ["Lamb", "Muon", "ScheduleFreeAdamW"],
}


def data():
    """40 rows of 12 features, four kinds of target, and the initial weights of Dense(8) -> Dense(3)."""
    rng = np.random.RandomState(7)
    f = "float32"
    labels = rng.randint(0, 3, (40, 1))
    x = rng.randn(40, 12).astype(f)
    y = {
        "categorical_crossentropy": np.eye(3)[labels[:, 0]].astype(f),
        "binary_crossentropy": rng.randint(0, 2, (40, 3)).astype(f),
        "sparse_categorical_crossentropy": labels.astype("int32"),
        "mse": (2 * rng.randn(40, 3)).astype(f),
    }
    weights = [
        (rng.randn(12, 8) * 0.3).astype(f),
        (rng.randn(8) * 0.1).astype(f),
        (rng.randn(8, 3) * 0.4).astype(f),
        (rng.randn(3) * 0.1).astype(f),
    ]
    return x, y, weights


def classic_variants(lr):
    """Variants of Keras 1 and 2; ``lr`` is the generation's name of the learning rate."""
    rate = lambda value, **more: dict(more, **{lr: value})  # noqa: E731
    yield (
        "SGD",
        [
            rate(0.05, momentum=0.9),
            rate(0.05, momentum=0.9, nesterov=True),
            rate(0.05, decay=0.1),
            rate(0.05, momentum=0.8, nesterov=True, decay=0.05),
            rate(0.1, clipnorm=0.5),
            rate(0.1, clipvalue=0.05),
            rate(0.1, clipnorm=0.5, clipvalue=0.05),
            rate(0.05, momentum=0.9, clipnorm=0.3),
        ],
    )
    yield "RMSprop", [rate(0.01, rho=0.7), rate(0.01, decay=0.1), rate(0.01, epsilon=1e-2), rate(0.01, clipnorm=0.1)]
    yield "Adagrad", [rate(0.1), rate(0.05, decay=0.1), rate(0.05, epsilon=1e-2)]
    yield "Adadelta", [rate(0.5, rho=0.8), rate(1.0, decay=0.1), rate(1.0, epsilon=1e-3)]
    yield (
        "Adam",
        [
            rate(0.01),
            rate(0.01, decay=0.1),
            rate(0.01, beta_1=0.8, beta_2=0.9),
            rate(0.01, epsilon=1e-2),
            rate(0.01, clipnorm=0.1),
            rate(0.01, clipvalue=0.02),
        ],
    )
    yield "Adamax", [rate(0.01, decay=0.1), rate(0.01, beta_1=0.7, beta_2=0.9), rate(0.01, epsilon=1e-2)]
    yield "Nadam", [rate(0.01, schedule_decay=0.05), rate(0.01, beta_1=0.8, beta_2=0.9), rate(0.01, epsilon=1e-2)]


def modern_variants(generation):
    """Variants of ``keras.optimizers`` in 2.15 and 3.15."""
    rate = lambda value, **more: dict(more, learning_rate=value)  # noqa: E731
    yield (
        "SGD",
        [
            rate(0.05, momentum=0.9),
            rate(0.05, momentum=0.9, nesterov=True),
            rate(0.1, clipnorm=0.3),
            rate(0.1, clipvalue=0.05),
            rate(0.1, global_clipnorm=0.3),
            rate(0.05, weight_decay=0.1),
            rate(0.05, momentum=0.9, weight_decay=0.1, clipnorm=0.3),
            rate(0.1, use_ema=True, ema_momentum=0.9),
            rate(0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4),
            rate(0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=5),
            rate(0.1, use_ema=True, ema_overwrite_frequency=1),
            rate(0.05, momentum=0.9, use_ema=True, ema_momentum=0.7, weight_decay=0.05),
        ],
    )
    yield (
        "RMSprop",
        [
            rate(0.01, rho=0.7),
            rate(0.01, momentum=0.8),
            rate(0.01, centered=True),
            rate(0.01, centered=True, momentum=0.5, rho=0.8),
            rate(0.01, epsilon=1e-2),
            rate(0.01, clipnorm=0.1),
            rate(0.01, weight_decay=0.1),
            rate(0.01, use_ema=True, ema_momentum=0.9),
        ],
    )
    yield (
        "Adagrad",
        [
            rate(0.1),
            rate(0.1, initial_accumulator_value=0.5),
            rate(0.1, epsilon=1e-2),
            rate(0.1, weight_decay=0.05),
            rate(0.1, initial_accumulator_value=0.0),
        ],
    )
    yield "Adadelta", [rate(1.0), rate(0.5, rho=0.8), rate(1.0, epsilon=1e-3), rate(1.0, weight_decay=0.05)]
    yield (
        "Adam",
        [
            rate(0.01),
            rate(0.01, beta_1=0.8, beta_2=0.9),
            rate(0.01, epsilon=1e-2),
            rate(0.01, amsgrad=True),
            rate(0.01, amsgrad=True, beta_2=0.5),
            rate(0.01, clipnorm=0.1),
            rate(0.01, clipvalue=0.02),
            rate(0.01, global_clipnorm=0.1),
            rate(0.01, weight_decay=0.1),
            rate(0.01, use_ema=True, ema_momentum=0.9),
            rate(0.01, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=3, weight_decay=0.1),
        ],
    )
    yield (
        "AdamW",
        [
            rate(0.01),
            rate(0.01, weight_decay=0.2),
            rate(0.01, amsgrad=True, weight_decay=0.1),
            rate(0.01, weight_decay=0.1, clipnorm=0.1),
        ],
    )
    yield (
        "Adamax",
        [rate(0.01), rate(0.01, beta_1=0.7, beta_2=0.9), rate(0.01, epsilon=1e-2), rate(0.01, weight_decay=0.1)],
    )
    yield (
        "Nadam",
        [rate(0.01), rate(0.01, beta_1=0.8, beta_2=0.9), rate(0.01, epsilon=1e-2), rate(0.01, weight_decay=0.1)],
    )
    yield (
        "Ftrl",
        [
            rate(0.1),
            rate(0.1, l1_regularization_strength=0.1),
            rate(0.1, l2_regularization_strength=0.1),
            rate(0.1, l2_shrinkage_regularization_strength=0.1),
            rate(0.1, beta=0.5),
            rate(0.1, learning_rate_power=-0.8),
            rate(
                0.1,
                l1_regularization_strength=0.05,
                l2_regularization_strength=0.05,
                beta=0.2,
                l2_shrinkage_regularization_strength=0.03,
                initial_accumulator_value=0.3,
            ),
            rate(0.1, weight_decay=0.1),
        ],
    )
    yield (
        "Adafactor",
        [
            rate(0.01),
            rate(0.01, relative_step=False),
            rate(0.01, clip_threshold=0.5),
            rate(0.01, beta_2_decay=-0.5),
            rate(0.01, epsilon_1=1e-3, epsilon_2=1e-2),
            rate(0.01, weight_decay=0.1),
        ],
    )
    yield "Lion", [rate(0.01), rate(0.003, beta_1=0.5, beta_2=0.7), rate(0.003, weight_decay=0.1)]
    if generation == "keras-3.15":
        for name in ("SGD", "Adam"):
            yield (
                name,
                [
                    rate(0.01, gradient_accumulation_steps=2),
                    rate(0.01, gradient_accumulation_steps=4, clipnorm=0.1),
                    rate(0.01, gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.8),
                    rate(0.01, loss_scale_factor=128.0),
                ],
            )
        yield (
            "Lamb",
            [rate(0.01), rate(0.01, beta_1=0.8, beta_2=0.9), rate(0.01, epsilon=1e-2), rate(0.01, weight_decay=0.1)],
        )
        yield (
            "Muon",
            [
                rate(0.01),
                rate(0.01, nesterov=False),
                rate(0.01, momentum=0.8, ns_steps=3),
                rate(0.01, weight_decay=0.2),
                rate(0.01, exclude_layers=[".*1.*"]),
                rate(0.01, adam_lr_ratio=0.5),
            ],
        )
        yield (
            "ScheduleFreeAdamW",
            [rate(0.01), rate(0.01, warmup_steps=6), rate(0.01, weight_decay=0.1), rate(0.01, beta_1=0.8)],
        )


def legacy_variants():
    """Variants of ``keras.optimizers.legacy`` (2.15)."""
    for name, variants in classic_variants("learning_rate"):
        for args in variants:
            if "schedule_decay" in args:
                args = dict((k, v) for k, v in args.items() if k != "schedule_decay")
            yield name, args
    yield "SGD", {"lr": 0.05, "decay": 0.1}
    yield "SGD", {"learning_rate": 0.1, "global_clipnorm": 0.3}
    yield "Adam", {"learning_rate": 0.01, "amsgrad": True}
    yield "RMSprop", {"learning_rate": 0.01, "centered": True, "momentum": 0.5}
    yield "RMSprop", {"learning_rate": 0.01, "momentum": 0.8}
    yield "Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.5}
    yield "Ftrl", {"learning_rate": 0.1, "l1_regularization_strength": 0.05, "l2_regularization_strength": 0.05}


def schedules():
    """One of each LearningRateSchedule, short enough to act within 15 steps."""
    yield "ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5}
    yield "ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5, "staircase": True}
    yield "PiecewiseConstantDecay", {"boundaries": [4, 9], "values": [0.1, 0.05, 0.01]}
    yield "PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "end_learning_rate": 0.01, "power": 2.0}
    yield "PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 6, "end_learning_rate": 0.01, "cycle": True}
    yield "InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.5}
    yield "CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "alpha": 0.1}
    yield "CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 8, "warmup_target": 0.1, "warmup_steps": 4}
    yield "CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.8}


def label(args):
    """``learning_rate=0.1,momentum=0.9``"""
    return ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or "default"


def specs(generation):
    """Every (namespace, optimizer, arguments, loss) of a generation."""
    for name in OPTIMIZERS[generation]:
        for loss in sorted(LOSSES):
            yield "optimizers", name, {}, loss, None
    if generation in ("keras-1.2.2", "keras-2.3.1"):
        lr = "lr" if generation == "keras-1.2.2" else "learning_rate"
        for name, variants in classic_variants(lr):
            for args in variants:
                yield "optimizers", name, args, "mse", None
        if generation == "keras-2.3.1":
            for args in ({"lr": 0.05, "decay": 0.1, "momentum": 0.9}, {"lr": 0.1}):
                yield "optimizers", "SGD", args, "mse", None
            for args in ({"amsgrad": True, "lr": 0.01}, {"amsgrad": True, "lr": 0.01, "decay": 0.1, "beta_2": 0.5}):
                yield "optimizers", "Adam", args, "mse", None
        return
    for name, variants in modern_variants(generation):
        for args in variants:
            yield "optimizers", name, args, "mse", None
    for name in ("SGD", "Adam"):
        for schedule, args in schedules():
            yield "optimizers", name, {"learning_rate": {"make": ["optimizers.schedules", schedule, args]}}, "mse", None
    for name in ("Adam", "SGD"):
        yield "optimizers", name, {"learning_rate": 0.05, "weight_decay": 0.2}, "mse", ["bias"]
    if generation == "keras-2.15":
        for name in CLASSIC + ["Ftrl"]:
            for loss in sorted(LOSSES):
                yield "optimizers.legacy", name, {}, loss, None
        for name, args in legacy_variants():
            yield "optimizers.legacy", name, args, "mse", None


def cases(generation):
    """(id, spec, inputs) of every optimizer case."""
    x, targets, weights = data()
    for space, name, args, loss, exclude in specs(generation):
        shown = {}
        for key, value in args.items():
            shown[key] = value["make"][1] + "(" + label(value["make"][2]) + ")" if isinstance(value, dict) else value
        case = "%s-%s-%s-%s" % (
            space.replace("optimizers.legacy", "legacy").replace("optimizers", "new"),
            name,
            label(shown),
            loss,
        )
        if exclude:
            case += "-exclude=" + ",".join(exclude)
        spec = {"space": space, "name": name, "args": args, "loss": loss, "exclude": exclude}
        inputs = {"x": x, "y": targets[loss]}
        inputs.update(("w%d" % i, w) for i, w in enumerate(weights))
        yield case, spec, inputs


def run(api, spec, inputs):
    """Three epochs; the weights and the history of the loss."""
    api.clear()
    model = sequential(api, [dense(api, 8, "relu", 12), dense(api, 3, LOSSES[spec["loss"]])], (12,))
    model.set_weights([inputs["w%d" % i] for i in range(4)])
    optimizer = api.make(spec["space"], spec["name"], spec["args"])
    if spec["name"] == "ScheduleFreeAdamW":
        # Left to fit, Keras 3.15 on TensorFlow loses the slots' start values (the assignment in build is traced, never
        # run) and the first step throws the weights to about zero; on JAX and when built first it does not.
        optimizer.build(model.trainable_variables)
    if spec["exclude"]:
        optimizer.exclude_from_weight_decay(var_names=spec["exclude"])
    model.compile(loss=spec["loss"], optimizer=optimizer)
    history = fit(api, model, inputs["x"], inputs["y"])
    arrays = dict(("w%d" % i, np.asarray(w)) for i, w in enumerate(model.get_weights()))
    return dict(arrays, loss=np.asarray(history["loss"])), {}

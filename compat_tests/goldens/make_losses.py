"""Loss functions (unreduced), loss classes (weights x reductions) and gradients of losses with respect to y_pred."""

from __future__ import absolute_import, division, print_function

import numpy as np
from golden_inputs import pairs

REGRESSION = ["mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error"]
OLD = {  # 1.2.2: keras.objectives
    "objectives": dict(
        [(name, [("regression", {}), ("regression3", {})]) for name in REGRESSION],
        **{
            "mean_squared_logarithmic_error": [("positive", {})],
            "squared_hinge": [("signs", {}), ("zero_one", {})],
            "hinge": [("signs", {}), ("zero_one", {})],
            "categorical_crossentropy": [("categorical", {}), ("soft", {}), ("categorical3", {})],
            "sparse_categorical_crossentropy": [("sparse_column", {})],
            "binary_crossentropy": [("binary", {}), ("binary3", {})],
            "kullback_leibler_divergence": [("soft", {}), ("categorical", {})],
            "poisson": [("positive", {})],
            "cosine_proximity": [("directions", {}), ("regression3", {})],
        },
    )
}

CCE = [
    ("categorical", {}),
    ("categorical3", {}),
    ("categorical_logits", {"from_logits": True}),
    ("categorical", {"label_smoothing": 0.2}),
    ("categorical_logits", {"from_logits": True, "label_smoothing": 0.1}),
]
BCE = [
    ("binary", {}),
    ("binary3", {}),
    ("binary_logits", {"from_logits": True}),
    ("binary", {"label_smoothing": 0.2}),
    ("binary_logits", {"from_logits": True, "label_smoothing": 0.1}),
]
SCE = [("sparse", {}), ("sparse_column", {}), ("sparse3", {}), ("sparse_logits", {"from_logits": True})]
COMMON = dict(
    [(name, [("regression", {}), ("regression3", {})]) for name in REGRESSION],
    **{
        "mean_squared_logarithmic_error": [("positive", {})],
        "squared_hinge": [("signs", {}), ("zero_one", {})],
        "hinge": [("signs", {}), ("zero_one", {})],
        "categorical_hinge": [("categorical", {}), ("categorical3", {})],
        "categorical_crossentropy": CCE + [("soft", {})],
        "sparse_categorical_crossentropy": SCE,
        "binary_crossentropy": BCE,
        "poisson": [("positive", {})],
    },
)
MIDDLE = dict(
    COMMON,
    **{  # 2.3.1
        "kullback_leibler_divergence": [("soft", {}), ("categorical", {})],
        "logcosh": [("regression", {})],
        "huber_loss": [("regression", {}), ("regression", {"delta": 0.5})],
        "cosine_proximity": [("directions", {}), ("regression3", {"axis": 1})],
    },
)
FOCAL = [
    ("binary", {}),
    ("binary", {"apply_class_balancing": True}),
    ("binary", {"alpha": 0.6, "gamma": 1.0}),
    ("binary_logits", {"from_logits": True}),
    ("binary", {"label_smoothing": 0.2}),
    ("binary", {"apply_class_balancing": True, "alpha": 0.6, "label_smoothing": 0.1, "gamma": 3.0}),
]
NEW = dict(
    COMMON,
    **{  # 2.15 and 3.15
        "kl_divergence": [("soft", {}), ("categorical", {})],
        "log_cosh": [("regression", {})],
        "huber": [("regression", {}), ("regression", {"delta": 0.5})],
        "cosine_similarity": [("directions", {}), ("regression3", {"axis": 1})],
        "binary_focal_crossentropy": FOCAL,
        "categorical_focal_crossentropy": [
            ("categorical", {}),
            ("categorical", {"alpha": 0.5, "gamma": 1.0}),
            ("categorical_logits", {"from_logits": True}),
            ("categorical", {"label_smoothing": 0.2}),
            ("categorical3", {}),
        ],
        "sparse_categorical_crossentropy": SCE
        + [
            ("sparse", {"ignore_class": 2}),
            ("sparse3", {"ignore_class": 0}),
            ("sparse_logits", {"from_logits": True, "ignore_class": 1}),
        ],
        "binary_crossentropy": BCE + [("binary3", {"axis": 1})],
    },
)
NEWEST = dict(
    NEW,
    **{  # 3.15
        "dice": [("images", {}), ("images", {"axis": [1, 2, 3]}), ("binary3", {"axis": [2]})],
        "tversky": [("images", {}), ("images", {"alpha": 0.3, "beta": 0.7, "axis": [1, 2, 3]})],
        "circle": [("embeddings", {}), ("embeddings", {"gamma": 40.0, "margin": 0.2})],
        "categorical_generalized_cross_entropy": [
            ("sparse_column", {"q": 0.5}),
            ("sparse_column", {"q": 0.3}),
            ("sparse_column", {"q": 0.9}),
        ],
        "ctc": [("ctc", {})],
    },
)
FUNCTIONS = {"keras-1.2.2": OLD["objectives"], "keras-2.3.1": MIDDLE, "keras-2.15": NEW, "keras-3.15": NEWEST}

#: class -> function whose cases it shares
CLASSES = {
    "MeanSquaredError": "mean_squared_error",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "BinaryCrossentropy": "binary_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "Hinge": "hinge",
    "SquaredHinge": "squared_hinge",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "CategoricalHinge": "categorical_hinge",
    "Poisson": "poisson",
    "LogCosh": "log_cosh",
    "KLDivergence": "kl_divergence",
    "Huber": "huber",
    "CosineSimilarity": "cosine_similarity",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "Dice": "dice",
    "Tversky": "tversky",
    "Circle": "circle",
    "CTC": "ctc",
    "CategoricalGeneralizedCrossEntropy": "categorical_generalized_cross_entropy",
}
RENAMED = {
    "log_cosh": "logcosh",
    "kl_divergence": "kullback_leibler_divergence",
    "huber": "huber_loss",
    "cosine_similarity": "cosine_proximity",
}
REDUCTIONS = {
    "keras-2.3.1": ["default", "none", "sum", "sum_over_batch_size"],
    "keras-2.15": ["default", "none", "sum", "sum_over_batch_size", "auto"],
    "keras-3.15": ["default", "none", None, "sum", "sum_over_batch_size", "mean", "mean_with_sample_weight"],
}
#: Reductions are tried with every weight on these; the other classes get none and per-sample weights.
THOROUGH = ("MeanSquaredError", "BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy")


def label(args):
    """``axis=1,delta=0.5``"""
    return ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or "default"


def sample_weights(kind, loss_shape):
    """Weights per sample (one of them zero), as a column, or per element of the unreduced loss."""
    rng = np.random.RandomState(5)
    if kind == "none" or not loss_shape:
        return None
    shape = {"sample": loss_shape[:1], "column": loss_shape[:1] + (1,), "element": loss_shape}[kind]
    weights = rng.uniform(0.2, 2, shape)
    weights.flat[1] = 0
    return weights.astype("float32")


def class_cases(generation):
    """Loss classes: arguments of the function's cases, reductions, weights."""
    table = FUNCTIONS[generation]
    for cls, function in sorted(CLASSES.items()):
        rows = table.get(function) or (table.get(RENAMED.get(function)) if generation == "keras-2.3.1" else None)
        for position, (kind, args) in enumerate(rows or []):
            thorough = cls in THOROUGH and not args
            for reduction in REDUCTIONS[generation] if position == 0 or thorough else ["default"]:
                for weight in ("none", "sample", "column", "element") if thorough else ("none", "sample"):
                    yield cls, kind, args, reduction, weight


def cases(generation):
    """(id, spec, inputs) of every loss case."""
    space = "objectives" if generation == "keras-1.2.2" else "losses"
    for name, rows in sorted(FUNCTIONS[generation].items()):
        for kind, args in rows:
            y, p = pairs(kind)
            spec = {"what": "function", "space": space, "name": name, "args": args}
            yield "function-%s-%s-%s" % (name, label(args), kind), spec, {"y_true": y, "y_pred": p}
            smooth = not (name in ("mean_absolute_error", "mean_absolute_percentage_error") and kind == "regression")
            if generation in ("keras-2.15", "keras-3.15") and smooth:
                yield (
                    "gradient-%s-%s-%s" % (name, label(args), kind),
                    dict(spec, what="gradient"),
                    {"y_true": y, "y_pred": p},
                )
    if generation == "keras-1.2.2":
        return
    for cls, kind, args, reduction, weight in class_cases(generation):
        y, p = pairs(kind)
        inputs = {"y_true": y, "y_pred": p}
        shape = () if kind in ("images", "embeddings", "ctc") and weight == "none" else p.shape[:-1]
        weights = sample_weights(weight, shape)
        if weights is not None:
            inputs["sample_weight"] = weights
        args = dict(args) if reduction == "default" else dict(args, reduction=reduction)
        yield (
            "class-%s-%s-%s-weights=%s" % (cls, label(args), kind, weight),
            {"what": "class", "space": "losses", "name": cls, "args": args},
            inputs,
        )


def run(api, spec, inputs):
    """The loss, or its gradient with upstream weights 1, 1.1, 1.2, ... over the unreduced values."""
    y = inputs["y_true"]
    if spec["what"] == "function":
        loss = getattr(api.space(spec["space"]), spec["name"])
        return {"loss": api.value(loss(api.tensor(y), api.tensor(inputs["y_pred"]), **spec["args"]))}, {}
    if spec["what"] == "gradient":
        loss = getattr(api.space(spec["space"]), spec["name"])
        shape = api.value(loss(api.tensor(y), api.tensor(inputs["y_pred"]), **spec["args"])).shape
        upstream = (1 + 0.1 * np.arange(int(np.prod(shape))).reshape(shape)).astype("float32")
        return {
            "gradient": api.gradient(lambda p: loss(api.tensor(y), p, **spec["args"]), inputs["y_pred"], upstream)
        }, {}
    loss = api.make(spec["space"], spec["name"], spec["args"])
    weights = inputs.get("sample_weight")
    keywords = {} if weights is None else {"sample_weight": api.tensor(weights)}
    return {"loss": api.value(loss(api.tensor(y), api.tensor(inputs["y_pred"]), **keywords))}, {}

"""Drives single callbacks through rows of logs and notes what they print, log and do.

Runs on any Keras, from Python 3.6 on. `run(callbacks, version, make_model, rate)` gives, per case, the notes.
`make_model` returns a model whose `save` and `save_weights` print what they are asked for; `rate` reads its rate.
"""
# The spelling is that of Python 3.6, which runs Keras 1.2.2.
# ruff: noqa: I001, N803, N806, N812, UP004, UP008, UP020, UP031

import io
import os
import shutil
import sys
import tempfile
import warnings

ROWS = [1.0, 0.9, 0.95, 0.91, 0.92, 0.8, 0.9, 0.9, 0.9, 0.9]


def _watch(callback):
    best = getattr(callback, "best", None)
    return "wait=%s stopped=%s best=%s" % (
        getattr(callback, "wait", None),
        getattr(callback, "stopped_epoch", None),
        None if best is None else round(float(best), 6),
    )


def _shown(value):
    try:
        return round(float(value), 6)
    except (TypeError, ValueError):
        return str(value)


def drive(make, rows, make_model, rate, key="val_loss", watch=False):
    """Run one callback over rows of logs; returns the lines it gave rise to."""
    folder = tempfile.mkdtemp()
    real, sys.stdout = sys.stdout, io.StringIO()
    try:
        _drive(make, folder, rows, make_model(), rate, key, watch)
        text = sys.stdout.getvalue()
    finally:
        sys.stdout = real
        shutil.rmtree(folder)
    return text.replace(folder, "DIR").split("\n")


def _drive(make, folder, rows, model, rate, key, watch):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            callback = make(folder)
        callback.set_model(model)
        callback.set_params({"epochs": len(rows), "verbose": 1})
        model.stop_training = False
        callback.on_train_begin({})
        for epoch, row in enumerate(rows):
            callback.on_epoch_begin(epoch, {})
            logs = dict(row) if isinstance(row, dict) else {key: row}
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                callback.on_epoch_end(epoch, logs)
            for warning in caught:
                if warning.category is not DeprecationWarning:
                    print("WARNING")
            shown = sorted((name, _shown(value)) for name, value in logs.items())
            more = " " + _watch(callback) if watch else ""
            print("%d %s stop=%s lr=%.6g%s" % (epoch, shown, model.stop_training, rate(model), more))
            if model.stop_training:
                break
        callback.on_train_end({})
    except Exception as error:
        print("ERROR", type(error).__name__)
    path = os.path.join(folder, "log.csv")
    if os.path.exists(path):
        with open(path) as file:
            print(repr(file.read()))


def cases(C, version, ext):
    """Name: (maker of the callback from a folder, rows, keywords of `drive`)."""
    told = {} if version < (2, 1) else {"verbose": 1}
    result = {}
    for patience in (0, 1, 2, 3):
        result["stop patience=%d" % patience] = (
            lambda d, p=patience: C.EarlyStopping(patience=p, verbose=1),
            ROWS,
            {"watch": True},
        )
    for patience in (0, 1, 2):
        result["plateau patience=%d" % patience] = (
            lambda d, p=patience: C.ReduceLROnPlateau(patience=p, verbose=1),
            ROWS,
            {},
        )
    result.update(
        {
            "stop delta": (lambda d: C.EarlyStopping(patience=2, min_delta=0.15, verbose=1), ROWS, {"watch": True}),
            "stop max": (
                lambda d: C.EarlyStopping(monitor="val_x", mode="max", patience=1),
                [0.1, 0.2, 0.2, 0.2, 0.2],
                {"watch": True, "key": "val_x"},
            ),
            "stop missing": (lambda d: C.EarlyStopping(monitor="val_foo_loss", patience=1), [0.1, 0.2], {}),
            "stop bad mode": (lambda d: C.EarlyStopping(mode="foo"), [0.1, 0.2], {}),
            "plateau cooldown": (
                lambda d: C.ReduceLROnPlateau(patience=1, cooldown=2, factor=0.5, min_lr=0.002, verbose=1),
                [1.0] * 10,
                {},
            ),
            "plateau epsilon": (
                lambda d: C.ReduceLROnPlateau(patience=1, epsilon=0.5, verbose=1),
                [1.0, 0.9, 0.8, 0.7],
                {},
            ),
            "plateau factor": (lambda d: C.ReduceLROnPlateau(factor=1.0), [1.0], {}),
            "schedule": (lambda d: C.LearningRateScheduler(lambda e: 0.1 / (e + 1), **told), [1.0, 1.0, 1.0], {}),
            "schedule bad": (lambda d: C.LearningRateScheduler(lambda e: "x"), [1.0, 1.0], {}),
            "save": (lambda d: C.ModelCheckpoint(d + "/w.{epoch:02d}-{val_loss:.2f}" + ext, verbose=1), ROWS[:3], {}),
            "save best": (lambda d: C.ModelCheckpoint(d + "/w" + ext, verbose=1, save_best_only=True), ROWS[:6], {}),
            "save best max": (
                lambda d: C.ModelCheckpoint(
                    d + "/w" + ext, monitor="val_x", mode="max", verbose=1, save_best_only=True
                ),
                [0.1, 0.3, 0.2],
                {"key": "val_x"},
            ),
            "save weights": (
                lambda d: C.ModelCheckpoint(d + "/w.weights.h5", verbose=1, save_weights_only=True),
                ROWS[:2],
                {},
            ),
            "save missing": (
                lambda d: C.ModelCheckpoint(d + "/w" + ext, monitor="val_q_loss", mode="min", save_best_only=True),
                ROWS[:2],
                {},
            ),
            "save bad key": (lambda d: C.ModelCheckpoint(d + "/w-{val_q:.2f}" + ext), ROWS[:2], {}),
            "save no ending": (lambda d: C.ModelCheckpoint(d + "/w-{epoch}", verbose=1), ROWS[:1], {}),
            "save weights .h5": (
                lambda d: C.ModelCheckpoint(d + "/w.h5", verbose=1, save_weights_only=True),
                ROWS[:1],
                {},
            ),
            "save options": (
                lambda d: C.ModelCheckpoint(d + "/w.weights.h5", save_weights_only=True, options=3),
                ROWS[:1],
                {},
            ),
            "csv": (lambda d: C.CSVLogger(d + "/log.csv"), [{"loss": 1.5, "acc": 0.25}, {"loss": 1.0, "acc": 0.5}], {}),
            "csv separator": (
                lambda d: C.CSVLogger(d + "/log.csv", separator=";"),
                [{"loss": [1.0, 2.0], "a": "x"}, {"loss": 1.0, "a": "y"}],
                {},
            ),
        }
    )
    if version >= (2, 1):
        result.update(
            {
                "stop baseline": (
                    lambda d: C.EarlyStopping(patience=2, baseline=0.85, verbose=1),
                    ROWS,
                    {"watch": True},
                ),
                "stop restore": (
                    lambda d: C.EarlyStopping(patience=2, restore_best_weights=True, verbose=1),
                    ROWS,
                    {"watch": True},
                ),
                "schedule with rate": (
                    lambda d: C.LearningRateScheduler(lambda e, lr: lr * 0.5, verbose=1),
                    [1.0, 1.0],
                    {},
                ),
            }
        )
    if version < (3,):
        result["save period"] = (lambda d: C.ModelCheckpoint(d + "/w-{epoch}" + ext, verbose=1, period=2), ROWS[:4], {})
        result["stop max by name"] = (
            lambda d: C.EarlyStopping(monitor="val_acc", patience=1, verbose=1),
            [0.1, 0.2, 0.3, 0.3, 0.3],
            {"watch": True, "key": "val_acc"},
        )
    if version >= (2, 15):
        result.update(
            {
                "stop restore unimproved": (
                    lambda d: C.EarlyStopping(patience=2, baseline=0.1, restore_best_weights=True, verbose=1),
                    ROWS[:4],
                    {"watch": True},
                ),
                "stop start": (
                    lambda d: C.EarlyStopping(patience=1, start_from_epoch=3, verbose=1),
                    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
                    {"watch": True},
                ),
                "save threshold": (
                    lambda d: C.ModelCheckpoint(
                        d + "/w" + ext, verbose=1, save_best_only=True, initial_value_threshold=0.92
                    ),
                    ROWS[:6],
                    {},
                ),
                "csv missing": (
                    lambda d: C.CSVLogger(d + "/log.csv"),
                    [{"loss": 1.5, "acc": 0.25}, {"loss": 1.0}, {"loss": 0.5, "val_loss": 2.0}],
                    {},
                ),
            }
        )
    return result


def run(C, version, make_model, rate):
    ext = ".keras" if version >= (3,) else ".h5"
    return {
        name: drive(make, rows, make_model, rate, **more) for name, (make, rows, more) in cases(C, version, ext).items()
    }

"""Wrong input: the error says what is wrong, and nothing is lost: the model still trains."""

import numpy as np
import pytest

from kerasish import layers, losses, metrics, models, optimizers

X = np.linspace(-1, 1, 32, dtype="float32").reshape(8, 4)
Y = np.linspace(0, 1, 24, dtype="float32").reshape(8, 3)
LABELS = np.arange(8) % 3
NAN = np.where(np.arange(8) == 3, np.nan, LABELS)


def softmax(loss="categorical_crossentropy"):
    model = models.Sequential(
        [layers.Dense(5, name="first", input_shape=(4,)), layers.Dense(3, activation="softmax", name="last")]
    )
    model.compile("sgd", loss)
    return model


def early():
    yield X, Y


def broken():
    yield X, Y
    raise OSError("the disk of the data is gone")


SPARSE = "sparse_categorical_crossentropy"
ONE_HOT = "categorical_crossentropy"
FIT = {
    "features": (ONE_HOT, dict(x=X[:, :3], y=Y), r"shape \(None, 4\).*first.*last.*\(None, 3\)(.|\n)*shape \(8, 3\)"),
    "rank": (ONE_HOT, dict(x=X[:, None], y=Y), r"chain of shapes(.|\n)*\(8, 1, 4\)"),
    "strings": (ONE_HOT, dict(x=X.astype(str), y=Y), "no numbers|array of numbers"),
    "objects": (ONE_HOT, dict(x=np.full((8, 4), object()), y=Y), "array of numbers"),
    "ragged": (ONE_HOT, dict(x=[[1.0, 2.0], [3.0]], y=Y), "rows of one length"),
    "nan_labels": (SPARSE, dict(x=X, y=NAN), "hold nan"),
    "label_high": (SPARSE, dict(x=X, y=LABELS + 1), "0 to 2, for 3 outputs(.|\n)*1 to 3"),
    "label_low": (SPARSE, dict(x=X, y=LABELS - 1), "out of range"),
    "empty": (ONE_HOT, dict(x=X[:0], y=Y[:0]), "no samples"),
    "lengths": (ONE_HOT, dict(x=X, y=Y[:7]), r"unequal lengths(.|\n)*inputs of \[8\].*targets of \[7\]"),
    "labels_for_one_hot": (ONE_HOT, dict(x=X, y=LABELS), "sparse_categorical_crossentropy"),
    "one_hot_for_labels": (SPARSE, dict(x=X, y=np.eye(3)[LABELS]), "categorical_crossentropy"),
    "target_width": ("mse", dict(x=X, y=Y[:, :2]), r"y_true of shape \(None, 2\), y_pred of shape \(None, 3\)"),
    "no_targets": (ONE_HOT, dict(x=X), "1 outputs with a loss, but 0 targets|targets"),
    "extra_targets": (ONE_HOT, dict(x=X, y=[Y, Y]), "targets"),
    "sample_weight": (ONE_HOT, dict(x=X, y=Y, sample_weight=np.ones(5)), "unequal lengths"),
    "class_weight": (ONE_HOT, dict(x=X, y=Y, class_weight={0: 1.0, 7: 2.0}), r"class_weight(.|\n)*7"),
    "split_high": (ONE_HOT, dict(x=X, y=Y, validation_split=1.5), "validation_split must lie between 0 and 1.*1.5"),
    "split_low": (ONE_HOT, dict(x=X, y=Y, validation_split=-0.5), "validation_split must lie between 0 and 1"),
    "batch_zero": (ONE_HOT, dict(x=X, y=Y, batch_size=0), "batch_size(.|\n)*0"),
    "batch_negative": (ONE_HOT, dict(x=X, y=Y, batch_size=-4), "batch_size(.|\n)*-4"),
    "unknown_word": (ONE_HOT, dict(x=X, y=Y, epoch=3), "did you mean 'epochs'"),
    "unknown_input": (ONE_HOT, dict(x={"nothing": X}, y=Y), "inputs do not match(.|\n)*nothing"),
    "generator_breaks": (ONE_HOT, dict(x=broken()), "the disk of the data is gone"),
    "y_with_generator": (ONE_HOT, dict(x=early(), y=Y), "cannot be given when x yields batches"),
}


@pytest.mark.parametrize("case", FIT)
def test_fit(case):
    loss, arguments, text = FIT[case]
    model = softmax(loss)
    with pytest.raises((ValueError, TypeError, OSError), match=text):
        model.fit(**{"verbose": 0, **arguments})
    good = LABELS if loss == SPARSE else Y
    before = model.get_weights()[0]
    assert np.isfinite(model.fit(X, good, verbose=0).history["loss"]).all()
    assert (model.get_weights()[0] != before).any()


UNKNOWN = {
    "dense": (lambda: layers.Dense(3, actvation="relu"), "did you mean 'activation'"),
    "sgd": (lambda: optimizers.SGD(learning_rat=0.1), "did you mean 'learning_rate'"),
    "compile": (lambda: softmax().compile("sgd", los="mse"), "did you mean 'loss'"),
    "evaluate": (lambda: softmax().evaluate(X, Y, batchsize=3), "did you mean 'batch_size'"),
    "loss": (
        lambda: softmax("categorical_crosentropy").fit(X, Y, verbose=0),
        "did you mean 'categorical_crossentropy'",
    ),
    "optimizer": (lambda: softmax().compile("adm", "mse"), "did you mean 'adam'"),
    "loss_get": (lambda: losses.get("mze"), "mse"),
    "metric_get": (lambda: metrics.get("acuracy"), "accuracy"),
    "layer": (lambda: softmax().get_layer("frst"), "did you mean 'first'"),
    "activation": (lambda: layers.Dense(3, activation="rellu"), "did you mean 'relu'"),
    "no_layer": (lambda: models.Sequential([3]), "expects a layer"),
    "uncompiled": (lambda: models.Sequential([layers.Dense(1)]).fit(X, Y), r"compile\(optimizer, loss\) first"),
    "uncompiled_evaluate": (
        lambda: models.Sequential([layers.Dense(1)]).evaluate(X, Y),
        r"compile\(optimizer, loss\) first",
    ),
    "predict_shape": (lambda: softmax().predict(X[:, :2], verbose=0), "chain of shapes"),
    "predict_empty": (lambda: softmax().predict(X[:0], verbose=0), "no samples"),
    "train_on_batch": (lambda: softmax().train_on_batch(X, Y[:3]), "unequal lengths"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_spelling_and_order(case):
    call, text = UNKNOWN[case]
    with pytest.raises((ValueError, TypeError, RuntimeError), match=text):
        call()


def test_metric_by_wrong_name():
    model = softmax()
    model.compile("sgd", "mse", metrics=["acuracy"])
    with pytest.raises(ValueError, match="accuracy"):
        model.fit(X, Y, verbose=0)


def test_generator_that_ends_early_says_so():
    model = softmax()
    with pytest.warns(UserWarning, match="ran out of data"):
        history = model.fit(early(), steps_per_epoch=5, epochs=1, verbose=0)
    assert len(history.history["loss"]) == 1
    model.fit(X, Y, verbose=0)


def test_generator_without_end_needs_steps():
    def endless():
        while True:
            yield X, Y

    model = softmax()
    history = model.fit(endless(), steps_per_epoch=3, epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2

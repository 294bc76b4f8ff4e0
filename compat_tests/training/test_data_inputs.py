"""Whatever holds the same numbers trains to the same weights."""

import numpy as np
import pandas as pd
import pytest

from kerasish import callbacks, layers, models, utils

ROWS, BATCH = 20, 5
X = np.random.default_rng(0).uniform(-1, 1, (ROWS, 4)).astype("float32")
Y = np.random.default_rng(1).uniform(-1, 1, (ROWS, 2)).astype("float32")
FLOAT16 = 2e-3  # inputs are rounded to half precision


def small():
    model = models.Sequential(
        [layers.Input((4,), name="numbers"), layers.Dense(3, activation="tanh"), layers.Dense(2, name="out")]
    )
    draw = np.random.default_rng(2)
    model.set_weights([draw.uniform(-1, 1, w.shape) for w in model.get_weights()])
    model.compile("sgd", "mse")
    return model


class Batches(utils.Sequence):
    def __len__(self):
        return ROWS // BATCH

    def __getitem__(self, index):
        part = slice(index * BATCH, (index + 1) * BATCH)
        return X[part], Y[part]


class Tensor:
    """What a tensor of another library looks like."""

    def __init__(self, array):
        self.array, self.shape = array, array.shape

    def __array__(self, dtype=None, copy=None):
        return self.array


class Loader:
    """What torch's DataLoader looks like: a length, an iterator, no indexing."""

    def __len__(self):
        return ROWS // BATCH

    def __iter__(self):
        for index in range(len(self)):
            x, y = Batches()[index]
            yield [Tensor(x), Tensor(y)]


def generator():
    while True:
        yield from Batches()


def mapped(folder, array, name):
    np.save(folder / name, array)
    return np.load(folder / name, mmap_mode="r")


SOURCES = {
    "lists": lambda t: dict(x=X.tolist(), y=Y.tolist()),
    "pandas": lambda t: dict(x=pd.DataFrame(X), y=pd.DataFrame(Y)),
    "dict": lambda t: dict(x={"numbers": X}, y={"out": Y}),
    "list_of_one": lambda t: dict(x=[X], y=[Y]),
    "memory_mapped": lambda t: dict(x=mapped(t, X, "x.npy"), y=mapped(t, Y, "y.npy")),
    "fortran": lambda t: dict(x=np.asfortranarray(X), y=np.asfortranarray(Y)),
    "strided": lambda t: dict(x=np.repeat(X, 2, 1)[:, ::2], y=np.flip(np.flip(Y, 0).copy(), 0)),
    "big_endian": lambda t: dict(x=X.astype(">f4"), y=Y.astype(">f4")),
    "float64": lambda t: dict(x=X.astype("float64"), y=Y.astype("float64")),
    "tensors": lambda t: dict(x=Tensor(X), y=Tensor(Y)),
    "sequence": lambda t: dict(x=Batches()),
    "loader": lambda t: dict(x=Loader()),
    "generator": lambda t: dict(x=generator(), steps_per_epoch=ROWS // BATCH),
    "read_only": lambda t: dict(x=np.broadcast_to(X, X.shape), y=np.broadcast_to(Y, Y.shape)),
}


def expected(epochs=2):
    model = small()
    model.fit(X, Y, batch_size=BATCH, epochs=epochs, shuffle=False, verbose=0)
    return model


@pytest.mark.parametrize("source", SOURCES)
def test_same_weights(source, tmp_path):
    model = small()
    given = SOURCES[source](tmp_path)
    size = {} if "y" not in given else {"batch_size": BATCH}
    model.fit(**given, **size, epochs=2, shuffle=False, verbose=0)
    reference = expected()
    for a, b in zip(reference.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    if "y" in given:
        np.testing.assert_array_equal(model.predict(given["x"], verbose=0), reference.predict(X, verbose=0))
        assert model.evaluate(**given, verbose=0) == pytest.approx(reference.evaluate(X, Y, verbose=0), rel=1e-6)


@pytest.mark.parametrize("dtype", ["float16", "int8", "int64", "uint8", "bool"])
def test_other_dtypes(dtype):
    x = (X * 4).astype(dtype)
    a, b = small(), small()
    a.fit(x, Y, batch_size=BATCH, shuffle=False, verbose=0)
    b.fit(x.astype("float32"), Y, batch_size=BATCH, shuffle=False, verbose=0)
    np.testing.assert_allclose(a.get_weights()[0], b.get_weights()[0], atol=FLOAT16)


def test_series_as_targets():
    model = models.Sequential([layers.Dense(1, input_shape=(4,))])
    model.compile("sgd", "mse")
    frame = pd.DataFrame(X, columns=list("abcd"))
    model.fit(frame, frame["a"], verbose=0)
    assert model.predict(frame, verbose=0).shape == (ROWS, 1)


def test_validation_split_is_the_tail():
    a, b = small(), small()
    h = a.fit(X, Y, batch_size=BATCH, validation_split=0.25, shuffle=False, verbose=0).history
    k = b.fit(X[:15], Y[:15], batch_size=BATCH, validation_data=(X[15:], Y[15:]), shuffle=False, verbose=0).history
    assert h == k and set(h) == {"loss", "val_loss"}


def test_class_weight_is_sample_weight():
    labels = np.arange(ROWS) % 2
    weights = np.where(labels == 1, 3.0, 0.5)
    found = []
    for words in ({"class_weight": {0: 0.5, 1: 3.0}}, {"sample_weight": weights}):
        model = small()
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(X, labels, shuffle=False, verbose=0, **words)
        found.append(model.get_weights()[0])
    np.testing.assert_array_equal(*found)


def test_temporal_weights():
    model = models.Sequential([layers.Dense(2, input_shape=(3, 4))])
    model.compile("sgd", "mse")
    x, y = np.ones((4, 3, 4), "float32"), np.zeros((4, 3, 2), "float32")
    kept = model.get_weights()[0].copy()
    model.fit(x, y, sample_weight=np.zeros((4, 3)), verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], kept)
    model.fit(x, y, sample_weight=np.ones((4, 3)), verbose=0)
    assert (model.get_weights()[0] != kept).any()


class Notes(callbacks.Callback):
    """The order in which hooks are called."""

    def __init__(self):
        super().__init__()
        self.seen = []


def hook(name):
    def note(self, *arguments, **_):
        number = [str(a) for a in arguments[:1] if isinstance(a, int)]
        self.seen.append(" ".join([name, *number]))

    return note


for part in ("train", "test", "predict", "epoch", "train_batch", "test_batch", "predict_batch"):
    for end in ("begin", "end"):
        setattr(Notes, f"on_{part}_{end}", hook(f"{part}_{end}"))


def batches(phase, count):
    return [f"{phase}_batch_{end} {i}" for i in range(count) for end in ("begin", "end")]


def test_order_of_hooks():
    notes, model = Notes(), small()
    model.fit(X, Y, batch_size=10, epochs=2, validation_data=(X, Y), verbose=0, callbacks=[notes])
    test = ["test_begin", *batches("test", 2), "test_end"]
    epoch = [[f"epoch_begin {e}", *batches("train", 2), *test, f"epoch_end {e}"] for e in range(2)]
    assert notes.seen == ["train_begin", *epoch[0], *epoch[1], "train_end"]
    notes.seen.clear()
    model.predict(X, batch_size=10, verbose=0, callbacks=[notes])
    assert notes.seen == ["predict_begin", *batches("predict", 2), "predict_end"]


def test_initial_epoch_and_frequency():
    model = small()
    history = model.fit(X, Y, epochs=6, initial_epoch=2, validation_data=(X, Y), validation_freq=2, verbose=0)
    assert history.epoch == [2, 3, 4, 5] and len(history.history["val_loss"]) == 2


def test_one_batch_at_a_time():
    a, b = small(), small()
    a.fit(X, Y, batch_size=ROWS, shuffle=False, verbose=0)
    b.train_on_batch(X, Y)
    np.testing.assert_array_equal(a.get_weights()[0], b.get_weights()[0])
    assert a.test_on_batch(X, Y) == pytest.approx(a.evaluate(X, Y, batch_size=ROWS, verbose=0))
    np.testing.assert_array_equal(a.predict_on_batch(X), a.predict(X, batch_size=ROWS, verbose=0))


def test_classes_and_probabilities():
    model = small()
    p = model.predict(X, verbose=0)
    np.testing.assert_array_equal(model.predict_classes(X), p.argmax(1))
    with pytest.warns(UserWarning, match="probab|between 0 and 1"):
        np.testing.assert_array_equal(model.predict_proba(X), p)

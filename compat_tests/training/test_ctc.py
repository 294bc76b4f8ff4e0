"""A model trained on labels without times learns when they are."""

import itertools

import numpy as np

from kerasish import layers, losses, models, optimizers

STEPS, CLASSES, BLANK = 12, 4, 0


def sequences(count):
    """Noisy steps, each about one class, and the labels that are left when equal neighbours are merged."""
    rng = np.random.RandomState(0)
    spoken = np.repeat(rng.randint(0, CLASSES, (count, STEPS // 2)), 2, axis=1)
    y = np.zeros((count, STEPS // 2), "int32")
    for row, path in zip(y, spoken, strict=True):
        labels = [c for c, _ in itertools.groupby(path) if c != BLANK]
        row[: len(labels)] = labels
    return (np.eye(CLASSES)[spoken] + 0.1 * rng.randn(count, STEPS, CLASSES)).astype("float32"), y


def labels_of(logits):
    """The labels of the best class at every step, padded as targets are."""
    y = np.zeros((len(logits), STEPS // 2), "int32")
    for row, path in zip(y, logits.argmax(-1), strict=True):
        labels = [c for c, _ in itertools.groupby(path) if c != BLANK]
        row[: len(labels)] = labels
    return y


def trained(loss, x, y, **arguments):
    model = models.Sequential([layers.Input((None, CLASSES)), layers.Dense(CLASSES)])
    model.compile(optimizers.Adam(0.1), loss)
    return model, model.fit(x, y, batch_size=20, epochs=30, verbose=0, **arguments).history


def test_it_learns_to_spell():
    x, y = sequences(50)
    model, history = trained("ctc", x, y, validation_data=(x, y))
    assert history["loss"][-1] < 0.05 * history["loss"][0]
    np.testing.assert_allclose(history["val_loss"][-1], float(losses.CTC()(y, model.predict(x, verbose=0))), rtol=1e-5)
    assert np.mean(labels_of(model.predict(x, verbose=0)) == y) > 0.99


def test_targets_that_do_not_fit_do_not_spoil_it():
    x, y = sequences(50)
    y[::10] = 1  # six equal labels, which need eleven steps
    model, history = trained(losses.CTC(), x[:, :8], y)
    assert 70 < history["loss"][-1] < history["loss"][0]  # a tenth of them costs some 707
    assert all(np.all(np.isfinite(w)) for w in model.get_weights())

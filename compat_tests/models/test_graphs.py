"""Graphs of layers: what they are called on, what they hand out, and what they say when it cannot be."""

import numpy as np
import pytest

from kerasish import compat
from kerasish.layers import Activation, Add, Concatenate, Dense, Dropout, Input, Masking, add, concatenate
from kerasish.models import Functional, Model, Sequential, clone_model, model_from_json

X = np.random.RandomState(0).randn(6, 4).astype("float32")
Y = np.random.RandomState(1).randn(6, 2).astype("float32")


def branches():
    """Two inputs, two outputs."""
    a, b = Input((4,), name="a"), Input((4,), name="b")
    shared = Dense(3, activation="tanh", name="shared")
    both = Add(name="both")([shared(a), shared(b)])
    return Model([a, b], [Dense(2, name="p")(both), Dense(1, name="q")(shared(a))], name="branches")


def test_inputs_come_in_any_structure():
    model = branches()
    listed = model.predict([X, X], verbose=0)
    for given in ((X, X), {"a": X, "b": X}, {"b": X, "a": X, "unused": X}):
        for got, want in zip(model.predict(given, verbose=0), listed, strict=True):
            np.testing.assert_array_equal(got, want)
    for got, want in zip(model([X, X]), listed, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-6)


def test_a_dict_of_outputs_comes_back_as_a_dict():
    a = Input((4,), name="a")
    model = Model({"in": a}, {"z": Dense(2)(a), "y": Dense(1)(a)})
    found = model.predict({"in": X}, verbose=0)
    assert list(found) == ["z", "y"]
    assert (found["z"].shape, found["y"].shape) == ((6, 2), (6, 1))
    np.testing.assert_allclose(model({"in": X})["z"], found["z"], rtol=1e-6)


@pytest.mark.parametrize(("level", "kind"), [("3", list), ("2.15", object)])
def test_one_output_in_a_list(level, kind):
    compat.set_level(level)
    a = Input((4,), name="a")
    model = Model([a], [Dense(2)(a)])
    assert isinstance(model.output, kind)
    assert model.output_shape == (None, 2)
    assert model.predict(X, verbose=0).shape == (6, 2)


def test_a_model_is_called_on_new_tensors_and_shares_its_weights():
    model = branches()
    c = Input((4,), name="c")
    p, q = model([c, c])
    outer = Model(c, concatenate([p, q]))
    want = np.concatenate(model.predict([X, X], verbose=0), axis=1)
    np.testing.assert_allclose(outer.predict(X, verbose=0), want, rtol=1e-6)
    model.get_layer("p").kernel.assign(np.zeros((3, 2)))
    assert np.abs(outer.predict(X, verbose=0)[:, :2]).max() == 0
    assert outer.count_params() == model.count_params()


def test_a_part_of_a_model():
    model = branches()
    part = Model(model.inputs, model.get_layer("both").output)
    assert [layer.name for layer in part.layers] == ["a", "b", "shared", "both"]
    assert part.get_layer("shared") is model.get_layer("shared")
    ends = Model(model.input, [model.output[1], model.get_layer("both").output])
    assert ends.output_shape == [(None, 1), (None, 3)]


def test_from_the_middle_on():
    a = Input((4,))
    h = Dense(3, name="h")(a)
    whole = Model(a, Dense(2, name="z")(Activation("tanh", name="t")(h)))
    end = Model(h, whole.output)
    assert [type(layer).__name__ for layer in end.layers] == ["InputLayer", "Activation", "Dense"]
    first = Model(a, h)
    want = whole.predict(X, verbose=0)
    np.testing.assert_allclose(end.predict(first.predict(X, verbose=0), verbose=0), want, rtol=1e-6)
    again = Functional.from_config(end.get_config())
    assert [layer.name for layer in again.layers] == [layer.name for layer in end.layers]


def test_training_a_branch_leaves_a_frozen_model_alone():
    a = Input((4,))
    base = Model(a, Dense(3, name="d")(Dense(3, name="c")(a)), name="base")
    base.trainable = False
    b = Input((4,))
    model = Model(b, Dense(2, name="head")(base(b)))
    model.compile("sgd", "mse")
    before = base.get_weights()
    head = model.get_layer("head").get_weights()
    model.fit(X, Y, epochs=2, verbose=0)
    assert all(np.array_equal(v, w) for v, w in zip(before, base.get_weights(), strict=True))
    assert not np.array_equal(head[0], model.get_layer("head").get_weights()[0])
    base.get_layer("c").trainable = True  # the model around it is still frozen
    assert len(model.trainable_weights) == 2
    base.trainable = True
    assert len(model.trainable_weights) == 6


@pytest.mark.parametrize(("level", "inner"), [("2.3", True), ("2.15", False), ("3", False)])
def test_freezing_a_model_freezes_its_layers_since_tf_keras(level, inner):
    compat.set_level(level)
    model = branches()
    model.trainable = False
    assert model.get_layer("shared").trainable is inner
    assert model.trainable_weights == []


def test_random_layers_within_nested_models_know_when_they_train():
    a = Input((4,))
    inner = Model(a, Dropout(0.5, seed=1)(a))
    b = Input((4,))
    outer = Model(b, Activation("linear")(inner(b)))
    ones = np.ones((8, 4), "float32")
    assert outer(ones).tolist() == ones.tolist()
    assert set(np.unique(outer(ones, training=True))) == {0.0, 2.0}


def test_masks_reach_the_loss_through_a_graph():
    a = Input((3, 2))
    model = Model(a, Dense(1, kernel_initializer="ones")(add([Masking()(a), Masking()(a)])))
    model.compile("sgd", "mse")
    x = np.array([[[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]]], "float32")
    assert model.evaluate(x, np.zeros((1, 3, 1)), verbose=0) == pytest.approx(4.0 / 1.0)


def test_a_subclass_may_be_a_graph():
    class Mine(Model):
        """A user's model."""

        def __init__(self, units):
            a = Input((4,), name="mine_in")
            super().__init__(inputs=a, outputs=Dense(units, name="mine_out")(a))
            self.units = units

        def double(self, x):
            """A method of its own."""
            return 2 * self.predict(x, verbose=0)

    model = Mine(3)
    assert isinstance(model, Mine)
    assert isinstance(model, Functional)
    assert [layer.name for layer in model.layers] == ["mine_in", "mine_out"]
    np.testing.assert_allclose(model.double(X), 2 * model(X), rtol=1e-6)


@pytest.mark.parametrize("make", [lambda: Model(input=Input((4,)), output=Input((4,))), lambda: Model(np.ones(3), X)])
def test_what_is_no_graph(make):
    with pytest.raises(ValueError, match="cannot be made"):
        make()


def test_errors_say_what_is_wrong():
    model = branches()
    with pytest.raises(ValueError, match=r"wrong inputs[\s\S]*2 of them: 'a' \(None, 4\), 'b' \(None, 4\)"):
        model([Input((4,))])
    with pytest.raises(ValueError, match="there is no 'b'"):
        model({"a": Input((4,))})
    with pytest.raises(ValueError, match=r"no layer 'shard'[\s\S]*did you mean 'shared'"):
        model.get_layer("shard")
    a = Input((4,), name="same")
    with pytest.raises(ValueError, match="several of its layers have the name 'same'"):
        Model(a, Dense(2, name="same")(a))
    compat.set_level("2.15")
    with pytest.raises(ValueError, match="stands twice"):
        Model([a, a], Dense(2)(a))


def test_stacks_and_graphs_within_each_other():
    a = Input((4,))
    graph = Model(a, Concatenate()([Dense(2)(a), Dense(3)(a)]))
    stack = Sequential([graph, Dense(2), Sequential([Dense(3, activation="relu"), Dense(1)])])
    assert stack.output_shape == (None, 1)
    b = Input((4,))
    outer = Model(b, Add()([stack(b), Dense(1)(b)]))
    outer.compile("sgd", "mse")
    outer.fit(X, Y[:, :1], epochs=1, verbose=0)
    again = model_from_json(outer.to_json())
    again.set_weights(outer.get_weights())
    np.testing.assert_allclose(again.predict(X, verbose=0), outer.predict(X, verbose=0), rtol=1e-6)


@pytest.mark.parametrize("level", compat.LEVELS)
def test_configurations_of_every_level_are_read_at_every_level(level):
    compat.set_level(level)
    model = branches()
    config, arrays = model.get_config(), model.get_weights()
    want = model.predict([X, X], verbose=0)
    for other in compat.LEVELS:
        compat.set_level(other)
        again = Model.from_config(config)
        again.set_weights(arrays)
        assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
        for got, expected in zip(again.predict([X, X], verbose=0), want, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_clones():
    model = branches()
    copy = clone_model(model)
    assert [layer.name for layer in copy.layers] == [layer.name for layer in model.layers]
    assert not {id(v) for v in copy.weights} & {id(v) for v in model.weights}
    copy.set_weights(model.get_weights())
    for got, want in zip(copy.predict([X, X], verbose=0), model.predict([X, X], verbose=0), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-6)


def test_clones_with_other_layers():
    def wider(layer):
        return Dense(7, name=layer.name) if layer.name == "shared" else type(layer).from_config(layer.get_config())

    copy = clone_model(branches(), clone_function=wider)
    assert copy.get_layer("shared").kernel.shape == (4, 7)
    tensors = [Input((4,)), Input((4,))]
    built_on = clone_model(branches(), input_tensors=tensors)
    assert built_on.inputs[0] is tensors[0]
    stack = clone_model(Sequential([Input((4,)), Dense(3)]))
    assert stack.predict(X, verbose=0).shape == (6, 3)

    class Own(Model):
        """Neither a stack nor a graph."""

    with pytest.raises(ValueError, match="Sequential or functional"):
        clone_model(Own())


def test_losses_for_some_outputs_alone():
    compat.set_level("2.15")
    model = branches()
    model.compile("sgd", {"p": "mse"})
    with pytest.warns(UserWarning, match="Gradients do not exist for .'q/kernel'"):
        history = model.fit([X, X], {"p": Y}, epochs=1, verbose=0).history
    assert sorted(history) == ["loss", "p_loss"]
    compat.set_level("3")
    model.get_layer("q").trainable = False
    model.compile("sgd", ["mse", None])
    assert sorted(model.fit([X, X], [Y, Y[:, :1]], epochs=1, verbose=0).history) == ["loss"]

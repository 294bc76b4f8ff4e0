"""ImageDataGenerator and its iterators: bad input, old spellings, subsets, files."""

import os
import warnings

import numpy as np
import pytest
from image_cases import images

import kerasish
from kerasish import compat
from kerasish.preprocessing import image
from kerasish.preprocessing.image import ImageDataGenerator

X = images(6)
Y = np.array([0, 1, 0, 1, 0, 1])


@pytest.mark.parametrize(
    "options",
    [{"zoom_range": (1, 2, 3)}, {"zoom_range": "a"}, {"brightness_range": 0.5}, {"validation_split": 1.5},
     {"data_format": "channels"}, {"fill_mode": "mirror"}, {"interpolation_order": 3}],
)  # fmt: skip
def test_bad_options(options):
    with pytest.raises(ValueError, match=r"Expected|between 0 and 1"):
        ImageDataGenerator(**options)


def test_a_misspelt_option_is_named():
    with pytest.raises(TypeError, match="rotation_range"):
        ImageDataGenerator(rotation_rang=3)


@pytest.mark.parametrize(
    ("given", "becomes"),
    [("zca_whitening", "featurewise_center"), ("featurewise_std_normalization", "featurewise_center"),
     ("samplewise_std_normalization", "samplewise_center")],
)  # fmt: skip
def test_implied_options(given, becomes):
    with pytest.warns(UserWarning, match=becomes):
        generator = ImageDataGenerator(**{given: True})
    assert getattr(generator, becomes)


def test_statistics_that_were_not_learnt_warn():
    with pytest.warns(UserWarning, match="fit"):
        ImageDataGenerator(featurewise_center=True).standardize(X[0].copy())


@pytest.mark.parametrize(
    ("arguments", "options", "text"),
    [((X[0],), {}, "rank 4"), ((X, Y[:3]), {}, "same length"), ((X, Y), {"sample_weight": Y[:2]}, "same length"),
     ((X, Y), {"subset": "test"}, "subset"), (([X, Y, Y],), {}, "3 entries"), (((X, Y[:2]),), {}, "same length")],
)  # fmt: skip
def test_bad_flows(arguments, options, text):
    with pytest.raises(ValueError, match=text):
        ImageDataGenerator().flow(*arguments, **options)


def test_subsets_must_hold_the_same_classes():
    generator = ImageDataGenerator(validation_split=0.5)
    with pytest.raises(ValueError, match="classes"):
        generator.flow(X, np.sort(Y), subset="training")
    assert generator.flow(X, np.sort(Y), subset="training", ignore_class_split=True).n == 3


def test_weights_go_with_their_samples():
    """Real Keras cuts images and targets into subsets, and forgets the weights."""
    generator = ImageDataGenerator(validation_split=0.5)
    _, y, weights = generator.flow(X, Y, 6, False, np.arange(6), subset="training")[0]
    assert y.tolist() == Y[3:].tolist() and weights.tolist() == [3, 4, 5]


def test_an_unusual_number_of_channels_warns():
    with pytest.warns(UserWarning, match="channels"):
        ImageDataGenerator().flow(np.zeros((2, 3, 3, 2)))


def test_data_is_not_changed():
    kept = X.copy()
    generator = ImageDataGenerator(rescale=0.5, featurewise_center=True, channel_shift_range=3.0)
    generator.fit(X)
    next(generator.flow(X))
    assert np.array_equal(X, kept)


def test_integers_become_floats():
    batch = next(ImageDataGenerator(rescale=1 / 255).flow(X.astype("uint8")))
    assert batch.dtype == np.float32 and batch.max() <= 1
    assert ImageDataGenerator(rescale=0.5).standardize(np.array([[[3]]])).tolist() == [[[1.5]]]


def test_preprocessing_function_comes_first():
    generator = ImageDataGenerator(preprocessing_function=lambda x: x + 1, rescale=10.0)
    assert generator.standardize(np.zeros((1, 1, 1), "float32")).item() == 10.0


def test_dtype():
    assert next(ImageDataGenerator(dtype="float64", rotation_range=9).flow(X)).dtype == np.float64


def test_other_threads_take_other_batches():
    import threading

    flow = ImageDataGenerator().flow(X, np.arange(6), batch_size=1, shuffle=False)
    taken = []
    threads = [threading.Thread(target=lambda: taken.append(int(next(flow)[1][0]))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(6))


def test_an_index_that_is_not_there():
    with pytest.raises(ValueError, match="length 2"):
        ImageDataGenerator().flow(X, batch_size=4)[2]


def test_keras_1_spellings():
    compat.set_level("1")
    generator = ImageDataGenerator(dim_ordering="th", width_shift_range=0.1, horizontal_flip=True)
    assert generator.data_format == "channels_first" and generator.interpolation_order is None
    x, y = next(generator.flow(X=X.transpose(0, 3, 1, 2), y=Y, batch_size=4))
    assert x.shape == (4, 3, 6, 7) and y.shape == (4,)
    assert image.img_to_array(np.zeros((2, 3, 1)), dim_ordering="th").shape == (1, 2, 3)
    assert image.random_channel_shift(X[0], intensity=5.0, channel_axis=2).shape == X[0].shape


def test_keras_1_places():
    compat.set_level("1")
    generator = ImageDataGenerator(False, False, False, False, False, 20.0, 0.1, 0.2, 0.3, 0.4, 5.0, "reflect")
    assert (generator.rotation_range, generator.shear_range, generator.fill_mode) == (20.0, 0.3, "reflect")
    compat.set_level("2.3")
    generator = ImageDataGenerator(False, False, False, False, False, 1e-5, 20.0, 0.1, 0.2, (0.5, 1.5), 0.3)
    assert (generator.zca_epsilon, generator.rotation_range, generator.shear_range) == (1e-5, 20.0, 0.3)


def test_paths_of_all_generations():
    import importlib

    for path in ("preprocessing.image", "preprocessing"):
        assert importlib.import_module(f"kerasish.{path}")
    assert kerasish.utils.img_to_array is image.img_to_array and kerasish.utils.load_img is image.load_img
    assert issubclass(image.NumpyArrayIterator, kerasish.utils.Sequence)
    assert kerasish.preprocessing.image.ImageDataGenerator is ImageDataGenerator


@pytest.fixture
def folder(tmp_path):
    pytest.importorskip("PIL")
    for number, x in enumerate(X):
        place = tmp_path / "ab"[number % 2]
        place.mkdir(exist_ok=True)
        image.save_img(place / f"{number}.png", x, scale=False)
    (tmp_path / "a" / "notes.txt").write_text("no image")
    return tmp_path


def test_files(folder):
    path = folder / "a" / "0.png"
    assert image.load_img(str(path)).mode == "RGB" and image.load_img(path, color_mode="rgba").mode == "RGBA"
    assert image.img_to_array(image.load_img(path, grayscale=True)).shape == (6, 7, 1)
    assert image.load_img(path, target_size=(3, 5)).size == (5, 3)
    assert image.load_img(path, False, (3, 5)).size == (5, 3)  # Keras 1's places
    assert image.load_img(path, "grayscale").mode == "L"  # Keras 3's
    assert image.load_img(path, target_size=(3, 3), keep_aspect_ratio=True, interpolation="box").size == (3, 3)
    with open(path, "rb") as file:
        assert np.array_equal(image.img_to_array(image.load_img(file)), np.floor(X[0]))
    assert [os.path.basename(p) for p in sorted(image.list_pictures(folder))] == [
        f"{i}.png" for i in (0, 2, 4, 1, 3, 5)
    ]
    assert len(image.list_pictures(folder, ext="jpg|png")) == 6


@pytest.mark.parametrize("options", [{"color_mode": "cmyk"}, {"target_size": (2, 2), "interpolation": "linear"}])
def test_unknown_words_about_files(folder, options):
    with pytest.raises(ValueError, match="one of"):
        image.load_img(folder / "a" / "0.png", **options)


def test_transparency_is_dropped_for_jpeg(tmp_path):
    pytest.importorskip("PIL")
    with pytest.warns(UserWarning, match="RGBA"):
        image.save_img(tmp_path / "x.jpg", np.zeros((2, 2, 4)), file_format="jpg")
    assert image.load_img(tmp_path / "x.jpg").mode == "RGB"


def test_changed_images_are_kept(folder, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    next(ImageDataGenerator().flow(X, batch_size=4, save_to_dir=str(kept), save_prefix="me"))
    flow = ImageDataGenerator().flow_from_directory(folder, (4, 4), classes=["a"], save_to_dir=kept, save_format="jpeg")
    next(flow)
    names = os.listdir(kept)
    assert sum(n.startswith("me_") and n.endswith(".png") for n in names) == 4
    assert sum(n.startswith("_") and n.endswith(".jpeg") for n in names) == 3


def test_folders(folder, capsys):
    flow = ImageDataGenerator().flow_from_directory(folder, target_size=(4, 4), class_mode="input", batch_size=4)
    assert capsys.readouterr().out == "Found 6 images belonging to 2 classes.\n"
    x, y = next(flow)
    assert np.array_equal(x, y) and len(flow) == 2 and flow.class_indices == {"a": 0, "b": 1}
    flow = ImageDataGenerator().flow_from_directory(folder, classes=["b"], class_mode=None, target_size=(4, 4))
    assert next(flow).shape == (3, 4, 4, 3)
    for options in ({"class_mode": "many"}, {"color_mode": "many"}, {"subset": "many"}):
        with pytest.raises(ValueError, match="many"):
            ImageDataGenerator().flow_from_directory(folder, **options)
    with pytest.raises(FileNotFoundError):
        ImageDataGenerator().flow_from_directory(folder / "nowhere")


def test_tables(folder):
    pandas = pytest.importorskip("pandas")
    names = [f"{'ab'[i % 2]}/{i}.png" for i in range(6)]
    table = pandas.DataFrame({"filename": [*names[:5], "gone.png"], "class": list("xyxyxy"), "n": range(6)})
    flow = ImageDataGenerator().flow_from_dataframe
    with pytest.warns(UserWarning, match="1 invalid"):
        assert flow(table, folder).samples == 5
    table = table[:5]
    assert flow(table, folder, class_mode=None, target_size=(2, 2))[0].shape == (5, 2, 2, 3)
    with pytest.warns(DeprecationWarning, match="has_ext"):
        flow(table, folder, has_ext=True)
    with pytest.warns(DeprecationWarning, match="raw"):
        assert flow(table, folder, y_col="n", class_mode="other", target_size=(2, 2))[0][1].dtype.kind == "i"
    for error, options in (
        (TypeError, {"y_col": "n"}), (TypeError, {"class_mode": "multi_output"}), (TypeError, {"x_col": "n"}),
        (ValueError, {"class_mode": "many"}), (ValueError, {"class_mode": "binary", "classes": ["x"]}),
        (TypeError, {"weight_col": "class"}), (TypeError, {"sorted": True}),
    ):  # fmt: skip
        with pytest.raises(error):
            flow(table, folder, **options)


def test_without_pillow(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "PIL", None)
    for use in (lambda: image.load_img("x.png"), lambda: image.array_to_img(X[0]),
                lambda: image.apply_brightness_shift(X[0], 1.0)):  # fmt: skip
        with pytest.raises(ImportError, match="pip install pillow"):
            use()
    assert next(ImageDataGenerator(rotation_range=20, horizontal_flip=True).flow(X)).shape == X.shape


def test_smart_resize():
    x = np.arange(60).reshape(4, 5, 3).astype("uint8")
    assert image.smart_resize(x, (2, 2)).dtype == np.float32
    assert image.smart_resize(x[None], (2, 2))[0, ..., 0].tolist() == [[9, 15], [39, 45]]
    compat.set_level("3")
    assert image.smart_resize(x, (2, 2)).dtype == np.uint8
    assert image.smart_resize(x.transpose(2, 0, 1), (2, 2), data_format="channels_first").shape == (3, 2, 2)
    for bad in ((x, 3), (x[0], (2, 2))):
        with pytest.raises((ValueError, TypeError)):
            image.smart_resize(*bad)


def test_axes_of_affine_transforms():
    x = images(1)[0]
    first = image.apply_affine_transform(x.transpose(2, 0, 1), 20, row_axis=1, col_axis=2, channel_axis=0)
    last = image.apply_affine_transform(x, 20, row_axis=0, col_axis=1, channel_axis=2)
    assert np.array_equal(first.transpose(1, 2, 0), last)
    with pytest.raises(ValueError, match="three different axes"):
        image.apply_affine_transform(x, 20, row_axis=0, col_axis=0, channel_axis=2)
    with pytest.raises(ValueError, match="3 axes"):
        image.apply_affine_transform(x[0], 20)


def test_affine_transforms_equal_scipys():
    ndimage = pytest.importorskip("scipy.ndimage")
    from kerasish.ops.warp import MODES, affine_warp

    rng = np.random.RandomState(0)
    for _ in range(20):
        x = rng.rand(*rng.randint(1, 9, 2), 1)
        matrix, offset = rng.randn(2, 2), rng.randn(2) * 5
        maps = np.concatenate([matrix, offset[:, None]], 1).reshape(1, 6)
        for mode in MODES:
            for order in (0, 1):
                want = ndimage.affine_transform(x[..., 0], matrix, offset, order=order, mode=mode, cval=0.3)
                got = affine_warp(x[None], maps, order, mode, 0.3)[0, ..., 0]
                assert np.abs(got - want).max() < 1e-12


def test_nothing_warns_by_itself():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        generator = ImageDataGenerator(rotation_range=20, samplewise_center=True, fill_mode="wrap")
        generator.fit(X)
        next(generator.flow(X, Y))

"""What is asked of `keras.preprocessing.image`, real or not: runs under Python 3.6 too.

Each case is a function of the module and of the name of its generation that returns an array, or a list of them.
"""

import os
import shutil
import tempfile

import numpy as np


def images(n=4, height=6, width=7, channels=3, seed=0):
    """Smooth images from 0 to 255: neighbouring pixels are alike, so that a tie between two tells nothing."""
    rng = np.random.RandomState(seed)
    rows, columns = np.arange(height)[None, :, None, None], np.arange(width)[None, None, :, None]
    phase = rng.rand(4, n, 1, 1, channels)
    return (127 + 60 * np.sin(phase[0] * rows + 6 * phase[1]) + 60 * np.cos(phase[2] * columns + 6 * phase[3])).astype(
        "float32"
    )


OPTIONS = {
    "nothing": {},
    "rotation": {"rotation_range": 40},
    "width": {"width_shift_range": 0.2},
    "height": {"height_shift_range": 0.3},
    "both": {"width_shift_range": 0.1, "height_shift_range": 0.1, "horizontal_flip": True},
    "shear": {"shear_range": 0.6},
    "zoom": {"zoom_range": 0.4},
    "zooms": {"zoom_range": (0.5, 0.8)},
    "channel": {"channel_shift_range": 40.0},
    "flips": {"horizontal_flip": True, "vertical_flip": True},
    "all": {
        "rotation_range": 25,
        "width_shift_range": 0.2,
        "height_shift_range": 0.1,
        "shear_range": 0.4,
        "zoom_range": 0.3,
        "channel_shift_range": 20.0,
        "horizontal_flip": True,
        "vertical_flip": True,
    },
    "constant": {"rotation_range": 40, "fill_mode": "constant", "cval": 9.0},
    "reflect": {"rotation_range": 40, "width_shift_range": 0.7, "fill_mode": "reflect"},
    "wrap": {"rotation_range": 40, "height_shift_range": 0.7, "fill_mode": "wrap"},
    "rescale": {"rescale": 1 / 255.0},
    "samplewise": {"samplewise_center": True, "samplewise_std_normalization": True},
    "featurewise": {"featurewise_center": True, "featurewise_std_normalization": True},
}
"""Options that every generation has."""

NEWER = {
    "pixels": {"width_shift_range": 3, "height_shift_range": 2.0},
    "lists": {"width_shift_range": [1, 2], "height_shift_range": [0.1, 0.2]},
    "brightness": {"brightness_range": (0.4, 1.6)},
    "nearest pixel": {"rotation_range": 33, "zoom_range": 0.33, "interpolation_order": 0},
    "rescale and featurewise": {"rescale": 0.01, "featurewise_center": True, "featurewise_std_normalization": True},
}
"""Options that Keras 1 had not, or had with another meaning."""


def _is_old(generation):
    return generation.startswith("1.")


def _layout(generation, channels_first=False):
    if _is_old(generation):
        return {"dim_ordering": "th" if channels_first else "tf"}
    return {"data_format": "channels_first" if channels_first else "channels_last"}


def _flow(options, channels_first=False):
    def run(module, generation):
        generator = module.ImageDataGenerator(**dict(options, **_layout(generation, channels_first)))
        x = images()
        x = x.transpose(0, 3, 1, 2) if channels_first else x
        generator.fit(x)
        flow = generator.flow(x, np.arange(4), batch_size=3, seed=7)
        found = []
        for _ in range(3):
            found += list(next(flow))
        return found

    return run


def _whitened(module, generation):
    generator = module.ImageDataGenerator(zca_whitening=True, featurewise_center=True, **_layout(generation))
    x = images(40, 3, 3, 3)  # more images than pixels: every direction has a variance
    x = x + np.random.RandomState(1).rand(*x.shape).astype("float32") * 20
    generator.fit(x)
    return generator.standardize(x[0].copy())


def _augmented(module, generation):
    options = {"rotation_range": 20, "featurewise_center": True}
    generator = module.ImageDataGenerator(**dict(options, **_layout(generation)))
    generator.fit(images(), augment=True, rounds=2, seed=5)
    return generator.mean


def _epochs(module, generation):
    """By index, with a shuffle after each epoch."""
    flow = module.ImageDataGenerator(horizontal_flip=True).flow(images(), np.arange(4), batch_size=3, seed=3)
    found = []
    for _ in range(2):
        for i in range(len(flow)):
            found += list(flow[i])
        flow.on_epoch_end()
    return found


def _more_inputs(module, generation):
    x, extra = images(), np.arange(8.0).reshape(4, 2)
    generator = module.ImageDataGenerator(vertical_flip=True, validation_split=0.5)
    found = []
    for subset in ("training", "validation"):
        flow = generator.flow((x, [extra]), np.array([0, 1, 1, 0]), 3, True, seed=1, subset=subset)
        inputs, targets = next(flow)
        found += [inputs[0], inputs[1], targets]
    inputs, targets, weights = next(generator.flow(x, np.arange(4), 3, True, np.arange(4) + 0.5, seed=1))
    return found + [inputs, targets, weights]


def _with_files(use):
    """A case with a folder of images of two classes."""

    def run(module, generation):
        folder = tempfile.mkdtemp()
        try:
            for number, image in enumerate(images(7)):
                place = os.path.join(folder, "ab"[number % 2], "more" if number > 4 else "")
                if not os.path.isdir(place):
                    os.makedirs(place)
                img = module.array_to_img(image, scale=False, **_layout(generation))
                img.save(os.path.join(place, str(number) + ".png"))
            return use(module, generation, folder)
        finally:
            shutil.rmtree(folder)

    return run


def _all_of(flow, batches=3):
    return [part for _ in range(batches) for part in next(flow)]


def _directory(module, generation, folder):
    generator = module.ImageDataGenerator(horizontal_flip=True, **_layout(generation))
    flow = generator.flow_from_directory(folder, target_size=(5, 4), batch_size=3, seed=4)
    return _all_of(flow) + [flow.classes]


def _directory_subsets(module, generation, folder):
    generator = module.ImageDataGenerator(validation_split=0.4, rescale=0.5)
    found = []
    for subset in ("training", "validation"):
        flow = generator.flow_from_directory(
            folder, (4, 4), "grayscale", class_mode="sparse", shuffle=False, subset=subset, interpolation="bilinear"
        )
        found += _all_of(flow, 1) + [flow.classes]
    return found


def _dataframe(module, generation, folder):
    import pandas

    table = pandas.DataFrame(
        {
            "filename": ["a/0.png", "b/1.png", "a/2.png", "b/3.png", "no.png", "a/4.png"],
            "class": ["x", "y", "z", "x", "x", "y"],
            "several": [["x"], ["x", "y"], ["z"], ["y"], ["x"], ["y", "z"]],
            "value": [0.5, 1.5, 2.5, 3.5, 4.5, 5.5],
            "weight": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        }
    )
    flow = module.ImageDataGenerator(vertical_flip=True).flow_from_dataframe
    same = {"target_size": (4, 4), "batch_size": 4, "seed": 2}
    found = _all_of(flow(table, folder, weight_col="weight", **same), 2)
    found += _all_of(flow(table, folder, y_col="several", classes=["z", "y"], **same), 2)
    found += _all_of(flow(table, folder, y_col="value", class_mode="raw", **same), 2)
    outputs = flow(table, folder, y_col=["value", "weight"], class_mode="multi_output", **same)
    found += list(next(outputs)[1])
    return found + _all_of(flow(table, folder, classes=["y", "x"], class_mode="binary", shuffle=False, **same), 1)


def _random(name, *arguments):
    def run(module, generation):
        np.random.seed(11)
        return getattr(module, name)(images(1)[0], *arguments, row_axis=0, col_axis=1, channel_axis=2)

    return run


def _affine(**arguments):
    return lambda module, generation: module.apply_affine_transform(
        images(1)[0], row_axis=0, col_axis=1, channel_axis=2, **arguments
    )


def _affine_of_bytes(module, generation):
    x = images(1)[0].astype("uint8")
    return module.apply_affine_transform(x, theta=20, zx=1.3, row_axis=0, col_axis=1, channel_axis=2)


def _as_image(name, offset, factor, scale):
    def run(module, generation):
        return np.asarray(module.array_to_img((images(1)[0] - offset) * factor, scale=scale, **_layout(generation)))

    return run


def _brighter(offset):
    return lambda module, generation: module.apply_brightness_shift(images(1)[0] - offset, 0.7)


CASES = dict(("flow " + name, _flow(options)) for name, options in OPTIONS.items())
CASES["flow channels first"] = _flow(OPTIONS["all"], channels_first=True)
CASES["whitened"] = _whitened
CASES["augmented fit"] = _augmented
CASES["random_rotation"] = _random("random_rotation", 30)
CASES["random_shift"] = _random("random_shift", 0.3, 0.2)
CASES["random_shear"] = _random("random_shear", 0.5)
CASES["random_zoom"] = _random("random_zoom", (0.6, 1.4))
CASES["image"] = _as_image("image", 0, 1, True)
CASES["image of negative numbers"] = _as_image("image", 100, 1, True)
CASES["image as it is"] = _as_image("image", 0, 1, False)

NEWER_CASES = dict(("flow " + name, _flow(options)) for name, options in NEWER.items())
NEWER_CASES["epochs"] = _epochs
NEWER_CASES["more inputs"] = _more_inputs
NEWER_CASES["directory"] = _with_files(_directory)  # Keras 1 takes files as the file system lists them
NEWER_CASES["directory subsets"] = _with_files(_directory_subsets)
NEWER_CASES["dataframe"] = _with_files(_dataframe)
NEWER_CASES["affine rotation"] = _affine(theta=35, order=1)
NEWER_CASES["affine all"] = _affine(theta=20, tx=1.5, ty=-0.7, shear=10, zx=0.8, zy=1.2, fill_mode="reflect")
NEWER_CASES["affine nearest"] = _affine(theta=35, zx=0.7, order=0, fill_mode="wrap")
NEWER_CASES["affine constant"] = _affine(theta=35, zx=1.7, fill_mode="constant", cval=3.0)
NEWER_CASES["affine of bytes"] = _affine_of_bytes
NEWER_CASES["brighter"] = _brighter(0)
NEWER_CASES["brighter below zero"] = _brighter(150)


def cases_for(generation):
    """Name to function, for a version of Keras."""
    if not _is_old(generation):
        return dict(CASES, **NEWER_CASES)
    # SciPy up to 1.5, which is all that Keras 1 can have, mirrors an image at the middle of its last pixels, and half a
    # pixel beyond them once more.
    return dict((name, case) for name, case in CASES.items() if name != "flow reflect")


def run(module, generation):
    """Name to array, for all cases: those that return several are numbered."""
    found = {}
    for name, case in sorted(cases_for(generation).items()):
        np.random.seed(1)
        result = case(module, generation)
        several = result if isinstance(result, list) else [result]
        for number, array in enumerate(several):
            found[name + "/" + str(number)] = np.asarray(array)
    return found

"""ImageDataGenerator: images changed at random and normalised, batch by batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import config
from ...compat import at_least
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from . import options
from .affine import affine_matrix, changed
from .flows import Flows
from .intensity import apply_brightness_shift, apply_channel_shift, flip_axis, spreads_brightness
from .layout import Axes, axes_of, layout
from .random_transforms import drawn_intensity, drawn_zoom
from .statistics import check_images, learn, normalized

Array = np.ndarray[Any, Any]


@export("preprocessing.image.ImageDataGenerator")
class ImageDataGenerator(Flows):
    """Batches of images, changed at random anew in each epoch.

    Arguments:
        featurewise_center: whether the mean of the data is taken away, per channel; `fit` learns it.
        samplewise_center: whether the mean of each image is.
        featurewise_std_normalization: whether values are divided by the deviation of the data, per channel.
        samplewise_std_normalization: whether they are by that of each image.
        zca_whitening: whether images are whitened (ZCA).
        zca_epsilon: keeps the whitening in bounds.
        rotation_range: largest angle of a rotation, in degrees.
        width_shift_range: largest shift along the columns: a part of the width when a float below 1, else pixels; an
            integer n stands for whole pixels from -n+1 to n-1, a list for the shifts themselves, of either sign.
        height_shift_range: the same along the rows.
        brightness_range: smallest and largest factor of the brightness; needs Pillow.
        shear_range: largest angle of a shear, in degrees; at level 1 in radians.
        zoom_range: smallest and largest zoom, or z for 1 - z and 1 + z.
        channel_shift_range: largest number that is added to all values.
        fill_mode: what lies outside an image: 'nearest', 'constant', 'reflect' or 'wrap'.
        cval: the value outside, for 'constant'.
        horizontal_flip: whether left and right are swapped, every second time.
        vertical_flip: whether top and bottom are.
        rescale: a factor of all values.
        preprocessing_function: called on each image after it is changed, before it is normalised.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        validation_split: the part of the images that `subset='validation'` stands for.
        interpolation_order: 0 for the nearest pixel, 1 for linear interpolation (default: 1; at level 1 it is 0).
        dtype: dtype of the batches (default: `floatx`).

    Errors:
        ValueError for values out of range.

    Random numbers come from NumPy's global generator, in the order in which real Keras draws them: the same
    `np.random.seed` gives the same images. From level 2.15 on shifts, shears and rotations are mirrored at the main
    diagonal, as they are in tf.keras.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> data = ImageDataGenerator(horizontal_flip=True, rescale=1 / 255)
    >>> images = np.zeros((8, 4, 4, 3), "uint8")
    >>> next(data.flow(images, batch_size=5)).shape
    (5, 4, 4, 3)
    """

    @accepts_old_spellings
    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Any = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[[Array], Array] | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int | None = None,
        dtype: Any = None,
    ) -> None:
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening, self.zca_epsilon = zca_whitening, zca_epsilon
        self.featurewise_center, self.featurewise_std_normalization, self.samplewise_center = options.implied(
            featurewise_center,
            featurewise_std_normalization,
            zca_whitening,
            samplewise_center,
            samplewise_std_normalization,
        )
        self.rotation_range, self.shear_range = rotation_range, shear_range
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        self.brightness_range = options.brightness_pair(brightness_range)
        self.zoom_range = options.zoom_pair(zoom_range)
        self.channel_shift_range = channel_shift_range
        options.filling(fill_mode, interpolation_order)
        self.fill_mode, self.cval, self.interpolation_order = fill_mode, cval, interpolation_order
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, preprocessing_function
        self.data_format = layout(data_format, "ImageDataGenerator")
        self.row_axis, self.col_axis, self.channel_axis = axes_of(self.data_format)
        self._validation_split = options.fraction(validation_split)
        self.dtype = dtype or config.floatx()
        self.mean: Any = None
        self.std: Any = None
        self.zca_whitening_matrix: Any = None

    @property
    def principal_components(self) -> Any:
        """The matrix of the whitening, under the name that it has up to Keras 2.3."""
        return self.zca_whitening_matrix

    @principal_components.setter
    def principal_components(self, value: Any) -> None:
        self.zca_whitening_matrix = value

    def standardize(self, x: Any) -> Any:
        """Images normalised by the options.

        Arguments:
            x: one image, or a batch; an array of floats is changed in place.

        Returns:
            The images.
        """
        if self.preprocessing_function:
            x = self.preprocessing_function(x)
        x = np.asarray(x)
        if x.dtype.kind != "f":
            x = x.astype(self.dtype)
        if self.rescale:
            x *= self.rescale
        return normalized(self, x)

    def get_random_transform(self, img_shape: Any, seed: int | None = None) -> dict[str, Any]:
        """Numbers drawn for one image.

        Arguments:
            img_shape: the shape of the image.
            seed: seed of NumPy's global generator.

        Returns:
            `theta`, `tx`, `ty`, `shear`, `zx`, `zy`, `flip_horizontal`, `flip_vertical`, `channel_shift_intensity` and
            `brightness`, as `apply_transform` takes them.
        """
        if seed is not None:
            np.random.seed(seed)
        drawn: dict[str, Any] = {"theta": _symmetric(self.rotation_range)}
        drawn["tx"] = _shift(self.height_shift_range, img_shape[self.row_axis - 1])
        drawn["ty"] = _shift(self.width_shift_range, img_shape[self.col_axis - 1])
        drawn["shear"] = _symmetric(self.shear_range)
        drawn["zx"], drawn["zy"] = drawn_zoom(self.zoom_range)
        if at_least("2.2"):
            flips = [np.random.random() < 0.5 and flip for flip in (self.horizontal_flip, self.vertical_flip)]
            intensity = self._intensity(img_shape)
        else:  # Keras 1 draws for a flip only where there may be one, and last
            intensity = self._intensity(img_shape)
            flips = [flip and np.random.random() < 0.5 for flip in (self.horizontal_flip, self.vertical_flip)]
        drawn["flip_horizontal"], drawn["flip_vertical"] = map(bool, flips)
        drawn["channel_shift_intensity"] = intensity
        drawn["brightness"] = None if self.brightness_range is None else np.random.uniform(*self.brightness_range)
        return drawn

    def _intensity(self, img_shape: Any) -> Any:
        return drawn_intensity(self.channel_shift_range, img_shape[self.channel_axis - 1])

    def apply_transform(self, x: Array, transform_parameters: dict[str, Any]) -> Array:
        """One image changed as `get_random_transform` says.

        Arguments:
            x: the image, of 3 axes.
            transform_parameters: any of `theta`, `tx`, `ty`, `shear`, `zx`, `zy`, `flip_horizontal`, `flip_vertical`,
                `channel_shift_intensity` and `brightness`.

        Returns:
            An image of the same shape.
        """
        given: Any = transform_parameters.get
        axes = row, column, channel = Axes(self.row_axis - 1, self.col_axis - 1, self.channel_axis - 1)
        matrix = affine_matrix(
            given("theta", 0), given("tx", 0), given("ty", 0), given("shear", 0), given("zx", 1), given("zy", 1)
        )
        x = changed(np.asarray(x), matrix, axes, self.fill_mode, self.cval, self.interpolation_order)
        if given("channel_shift_intensity") is not None:
            x = apply_channel_shift(x, given("channel_shift_intensity"), channel)
        if given("flip_horizontal", False):
            x = flip_axis(x, column)
        if given("flip_vertical", False):
            x = flip_axis(x, row)
        if given("brightness") is not None:
            x = apply_brightness_shift(x, given("brightness"), spreads_brightness(), self.data_format)
        return x

    def random_transform(self, x: Array, seed: int | None = None) -> Array:
        """One image changed at random.

        Arguments:
            x: the image, of 3 axes.
            seed: seed of NumPy's global generator.

        Returns:
            An image of the same shape.
        """
        return self.apply_transform(x, self.get_random_transform(np.shape(x), seed))

    def fit(self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Learn what the data has in common, as far as `featurewise_*` and `zca_whitening` ask for it.

        Arguments:
            x: (B, H, W, C) or (B, C, H, W).
            augment: whether it is learnt from randomly changed images.
            rounds: how often each image is changed then.
            seed: seed of NumPy's global generator.

        Errors:
            ValueError for other than 4 axes.
        """
        x = np.array(x, self.dtype)
        check_images(x, self.channel_axis, "`.fit()`")
        if seed is not None:
            np.random.seed(seed)
        if self.rescale and at_least("2.2"):
            x *= self.rescale
        if augment:
            if rounds < 1:
                raise ValueError(explain("`.fit()` cannot augment.", "rounds of at least 1", f"rounds={rounds}"))
            x = np.stack([self.random_transform(image) for _ in range(rounds) for image in x])
        learn(self, x)


def _symmetric(largest: float) -> float:
    return np.random.uniform(-largest, largest) if largest else 0


def _shift(largest: Any, extent: int) -> float:
    """A shift in pixels: of a list, of whole numbers below an integer, or of a range."""
    if isinstance(largest, (list, tuple, np.ndarray)):
        shift = np.random.choice(largest) * np.random.choice([-1, 1])
        return shift * extent if np.max(largest) < 1 else shift
    if not largest:
        return 0
    if not at_least("2.2"):
        return np.random.uniform(-largest, largest) * extent
    if isinstance(largest, (int, np.integer)):
        return np.random.choice(largest) * np.random.choice([-1, 1])
    shift = np.random.uniform(-largest, largest)
    return shift * extent if largest < 1 else shift

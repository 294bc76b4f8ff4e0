"""Writes what `preprocess_input` of real Keras 3.15 makes of some pixels, for each mode and each module.

KERAS_BACKEND=tensorflow PYTHON make_preprocessing.py
"""

import json
import os

import numpy as np

MODULES = (
    "convnext densenet efficientnet efficientnet_v2 inception_resnet_v2 inception_v3 mobilenet mobilenet_v2 "
    "mobilenet_v3 nasnet resnet resnet50 resnet_v2 vgg16 vgg19 xception"
).split()
PIXELS = np.arange(72).reshape(2, 3, 4, 3) * 255 / 71
KEPT = 24
"""How many numbers are stored: all channels of the first image, or two channels of it."""


def cases():
    """Arrays by data format and dtype."""
    for data_format in ("channels_last", "channels_first"):
        for dtype in ("float32", "float64", "uint8"):
            x = PIXELS if data_format == "channels_last" else PIXELS.transpose(0, 3, 1, 2)
            yield f"{data_format}-{dtype}", data_format, np.ascontiguousarray(x.astype(dtype))


def main():
    from keras import applications

    functions = {
        mode: (applications.imagenet_utils.preprocess_input, {"mode": mode}) for mode in ("caffe", "tf", "torch")
    }
    functions.update({name: (getattr(applications, name).preprocess_input, {}) for name in MODULES})
    found = {}
    for name, (function, arguments) in functions.items():
        found[name] = {}
        for case, data_format, x in cases():
            y = np.asarray(function(x, data_format=data_format, **arguments))
            found[name][case] = [y.dtype.name, [float(f"{v:.7g}") for v in y.ravel()[:KEPT].tolist()]]
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens", "utils")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "preprocess_input.json"), "w") as file:
        rows = [f'"{name}": {json.dumps(cases_of)}' for name, cases_of in found.items()]
        file.write("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()

"""Writes what real Keras says of its architectures: layers, parameters, and outputs of fixed weights.

    KERAS_BACKEND=tensorflow PYTHON make_applications.py [architecture ...]

Under Keras 3.15 it writes `goldens/NAME.json` with layers and outputs. Under older ones it writes
`goldens/older/NAME-GENERATION.json` with the layers alone, for architectures that differ by generation.
"""

import importlib
import json
import os
import re
import sys
import time

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from application_facts import CLASSES, filled, images, lines_of, packed  # noqa: E402

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens")

ARCHITECTURES = {
    # name: (module, input shape, further arguments)
    "VGG16": ("vgg16", (37, 33, 3), {}),
    "VGG19": ("vgg19", (37, 33, 3), {}),
    "ResNet50Classic": ("resnet50", (213, 201, 3), {}),  # that of Keras up to 2.3
    "ResNet50": ("resnet", (45, 39, 3), {}),
    "ResNet101": ("resnet", (45, 39, 3), {}),
    "ResNet152": ("resnet", (45, 39, 3), {}),
    "ResNet50V2": ("resnet_v2", (45, 39, 3), {}),
    "ResNet101V2": ("resnet_v2", (45, 39, 3), {}),
    "ResNet152V2": ("resnet_v2", (45, 39, 3), {}),
    "InceptionV3": ("inception_v3", (81, 75, 3), {}),
    "InceptionResNetV2": ("inception_resnet_v2", (81, 75, 3), {}),
    "Xception": ("xception", (77, 71, 3), {}),
    "DenseNet121": ("densenet", (45, 39, 3), {}),
    "DenseNet169": ("densenet", (45, 39, 3), {}),
    "DenseNet201": ("densenet", (45, 39, 3), {}),
    # name-variant: the same with further arguments
    "MobileNet": ("mobilenet", (45, 39, 3), {}),
    "MobileNet-half": ("mobilenet", (64, 64, 3), {"alpha": 0.5, "depth_multiplier": 2, "dropout": 0.1}),
    "MobileNetV2": ("mobilenet_v2", (45, 39, 3), {}),
    "MobileNetV2-thin": ("mobilenet_v2", (64, 64, 3), {"alpha": 0.35}),
    "MobileNetV2-wide": ("mobilenet_v2", (32, 32, 1), {"alpha": 1.4}),
    "MobileNetV3Small": ("mobilenet_v3", (45, 39, 3), {}),
    "MobileNetV3Small-minimal": ("mobilenet_v3", (64, 64, 3), {"alpha": 0.75, "minimalistic": True}),
    "MobileNetV3Large": ("mobilenet_v3", (45, 39, 3), {}),
    "MobileNetV3Large-plain": (
        "mobilenet_v3",
        (32, 32, 1),
        {"alpha": 1.25, "include_preprocessing": False, "dropout_rate": 0.0},
    ),
    "NASNetMobile": ("nasnet", (45, 39, 3), {}),
    "NASNetLarge": ("nasnet", (32, 34, 3), {}),
    "EfficientNetV2B0-plain": ("efficientnet_v2", (64, 64, 3), {"include_preprocessing": False}),
    "EfficientNetV2B0-grey": ("efficientnet_v2", (32, 32, 1), {}),
    "ConvNeXtTiny-plain": ("convnext", (64, 64, 3), {"include_preprocessing": False}),
}
for kind in range(8):
    ARCHITECTURES["EfficientNetB" + str(kind)] = ("efficientnet", (45, 39, 3), {})
for kind in ("B0", "B1", "B2", "B3", "S", "M", "L"):
    ARCHITECTURES["EfficientNetV2" + kind] = ("efficientnet_v2", (45, 39, 3), {})
for kind in ("Tiny", "Small", "Base", "Large", "XLarge"):
    ARCHITECTURES["ConvNeXt" + kind] = ("convnext", (45, 39, 3), {})
FAMILIES = ["VGG16", "ResNet50Classic", "ResNet50", "ResNet50V2", "InceptionV3", "InceptionResNetV2", "Xception",
            "DenseNet121", "MobileNet", "MobileNet-half", "MobileNetV2", "MobileNetV2-wide", "MobileNetV3Small",
            "MobileNetV3Small-minimal", "NASNetMobile", "EfficientNetB0", "EfficientNetV2B0",
            "ConvNeXtTiny"]  # fmt: skip
"""The architectures whose layers are stored for older Kerases too: one of each family."""
KERAS_1 = ["VGG16", "ResNet50Classic", "InceptionV3", "Xception"]
"""Those that Keras 1 has."""
OLD = re.compile("1|2[.][0-3][.]")
"""Versions that have the ResNet50 of old."""
FULL_SIZE = 200e6
"""Architectures up to this many parameters are also made at their usual size, to count them."""


def make(keras, name, module, shape, arguments):
    """The model of a row, with fixed weights."""
    room = importlib.import_module(keras.__name__ + ".applications." + module)
    word = name.replace("Classic", "").split("-")[0]
    function = getattr(room, word, None) or getattr(keras.applications, word)
    return function(weights=None, input_shape=shape, classes=CLASSES, **arguments)


def golden(keras, name, module, shape, arguments):
    """What is stored of an architecture."""
    keras.backend.clear_session()
    logits = filled(make(keras, name, module, shape, dict(arguments, classifier_activation=None)), module)
    output = np.asarray(logits.predict(images(shape, module=module), verbose=0), "float64")
    keras.backend.clear_session()
    start = time.time()
    model = make(keras, name, module, shape, arguments)
    found = {
        "name": model.name, "module": module, "shape": list(shape), "arguments": arguments,
        "count": len(model.layers), "parameters": int(model.count_params()),
        "trainable": int(sum(np.prod(w.shape) for w in model.trainable_weights)),
        "output": [" ".join(f"{v:.7g}" for v in row) for row in output.tolist()],
        "keras_seconds": round(time.time() - start, 2), "lines": packed(lines_of(model)),
    }  # fmt: skip
    if found["parameters"] < FULL_SIZE and "-" not in name:
        keras.backend.clear_session()
        found["full_parameters"] = int(getattr(keras.applications, name)(weights=None).count_params())
    return found


def older(keras, name, module, shape, arguments):
    """What is stored of an architecture of an older Keras."""
    keras.backend.clear_session()
    model = make(keras, name, module, shape, arguments)
    return {"name": model.name, "arguments": arguments, "shape": list(model.input_shape[1:]),
            "parameters": int(model.count_params()), "count": len(model.layers),
            "lines": packed(lines_of(model))}  # fmt: skip


def write(path, found):
    with open(path, "w") as file:
        json.dump(found, file, indent=1, sort_keys=True)
        file.write("\n")


def main(names):
    import keras

    every = {"1": KERAS_1, "2": FAMILIES}.get(keras.__version__[0], list(ARCHITECTURES))
    for name in names or every:
        if "Classic" in name and not OLD.match(keras.__version__):
            continue
        module, shape, arguments = ARCHITECTURES[name]
        shape = None if keras.__version__.startswith("1") else shape  # it permits the usual shape alone
        try:
            if keras.__version__.startswith("3"):
                write(os.path.join(HERE, name + ".json"), golden(keras, name, module, shape, arguments))
            else:
                write(os.path.join(HERE, "older", name + "-" + keras.__version__ + ".json"),
                      older(keras, name, module, shape, arguments))  # fmt: skip
            print(name, flush=True)
        except Exception as error:
            print(name, type(error).__name__, str(error)[:500], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Prediction by the large nets of `keras.applications`, on images of 224x224x3, with random weights.

ONNX Runtime takes the same nets as files. Keras 3 writes them, in a process of its own, on torch: for the others it
needs packages that the references do not have.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

NETS = {
    f"{net.lower()}_b{batch}": (net, batch, images)
    for net, counts in {"ResNet50": (8, 32), "MobileNetV2": (16, 64), "VGG16": (4, 16)}.items()
    for batch, images in zip((1, 16), counts, strict=True)
}
"""Name of a workload to the net, the batch size and how many images are predicted."""

SHAPE = (224, 224, 3)


def made(provider: str, net: str) -> Any:
    """The net, with random weights."""
    return getattr(importlib.import_module(f"{provider}.applications"), net)(weights=None)


def keras_predicts(provider: str, net: str) -> tuple[Any, Any]:
    """The model, and the function of images and a batch size that predicts with it."""
    model = made(provider, net)
    return model, lambda x, batch: model.predict(x, batch_size=batch, verbose=0)


def onnx_predicts(net: str) -> tuple[None, Any]:
    """No model, and the function that predicts with ONNX Runtime, on all cores."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    session = onnxruntime.InferenceSession(exported(net), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def predict(x: Any, batch: int) -> None:
        for start in range(0, len(x), batch):
            session.run(None, {name: x[start : start + batch]})

    return None, predict


def exported(net: str) -> str:
    """The file of a net, written when there is none yet."""
    path = Path(tempfile.gettempdir()) / f"kerasish_benchmark_{os.getuid()}_{net}.onnx"
    if not path.exists():
        environment = os.environ | {"KERAS_BACKEND": "torch"}
        part = path.with_suffix(".part.onnx")
        subprocess.run([sys.executable, __file__, net, str(part)], env=environment, check=True, capture_output=True)
        part.replace(path)
    return str(path)


def export(net: str, path: str) -> None:
    """Write the file; Keras asks for a net that has been called."""
    import numpy as np

    model = made("keras", net)
    model(np.zeros((1, *SHAPE), "float32"))
    model.export(path, format="onnx", verbose=False)


if __name__ == "__main__":
    export(*sys.argv[1:3])

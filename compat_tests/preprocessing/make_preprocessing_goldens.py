"""Runs `image_cases.py` under the real Keras of this interpreter and stores what it computes.

    PYTHON compat_tests/preprocessing/make_preprocessing_goldens.py

The interpreter needs Keras 1.2.2, 2.3.1 or 2.15 (see CONTRIBUTING.md), and besides `pip install scipy pillow pandas`.
"""

import os
import sys
import warnings

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


def main():
    """Write `goldens/keras-VERSION.npz`."""
    warnings.simplefilter("ignore")
    import image_cases
    import keras
    from keras.preprocessing import image

    version = keras.__version__
    arrays = image_cases.run(image, version)
    short = {"1": "1.2.2", "2": "2.15" if version.startswith("2.15") else "2.3.1"}[version[0]]
    small = {k: v.astype("float32") if v.dtype == np.float64 else v for k, v in arrays.items()}
    np.savez_compressed(os.path.join(HERE, "goldens", "keras-" + short + ".npz"), **small)
    print(len(small), "arrays of Keras", version)


if __name__ == "__main__":
    main()

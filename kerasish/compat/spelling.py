"""Which generation of Keras a script was written for, seen from its spelling: rows of patterns, tried in order.

Comments and docstrings say nothing. Where generations share a spelling, its absence in the later one decides.
"""

from __future__ import annotations

import re

KERAS = r"keras(?:ish)?"
TF = r"\b(?:tensorflow|tf)(?:\.python)?\.keras\b|\bfrom\s+tensorflow(?:\.python)?\s+import\s+(?:[\w, ]*\b)?keras\b"


def _keyword(*names: str) -> str:
    """A keyword argument of a call, not a variable of that name."""
    return rf"[(,]\s*(?:{'|'.join(names)})\s*=(?!=)"


def _argument(callee: str, name: str) -> str:
    """A keyword argument of a call of these functions."""
    return rf"\b(?:{callee})\s*\((?:[^()]|\([^()]*\))*?\b{name}\s*=(?!=)"


_IN_KERAS_3 = (
    "backend|clear_session|epsilon|floatx|get_uid|image_data_format|is_\\w+|result_type|set_epsilon|set_floatx"
    "|set_image_data_format|standardize_dtype"
)

SIGNS: tuple[tuple[str, str], ...] = (
    ("3", rf"\b{KERAS}\.(?:ops|random|tree)\b|\bfrom\s+{KERAS}\s+import\s+(?:[\w, ]*\b)?(?:ops|random|tree)\b"),
    ("3", r"KERAS_BACKEND['\"]\]?\s*[=,]\s*['\"](?:jax|torch|numpy|openvino)\b"),
    (
        "1",
        _keyword(
            "nb_epoch",
            "border_mode",
            "nb_filter",
            "nb_row",
            "nb_col",
            "dim_ordering",
            "samples_per_epoch",
            "nb_val_samples",
            "nb_worker",
            "max_q_size",
            "subsample_length",
            "filter_length",
            "pool_length",
            "W_regularizer",
            "b_regularizer",
            "U_regularizer",
            "W_constraint",
            "b_constraint",
            "inner_init",
            "inner_activation",
            "forget_bias_init",
            "dropout_W",
            "dropout_U",
            "consume_less",
        ),
    ),
    ("1", _argument("Dense|LSTM|GRU|SimpleRNN|TimeDistributedDense|MaxoutDense|Highway", "output_dim")),
    ("1", _argument(r"\w*Convolution\dD|Dense|LSTM|GRU|SimpleRNN|Embedding", "(?:init|subsample)")),
    ("1", _argument("Embedding", "dropout")),
    ("1", _argument("Model", "input") + "|" + _argument("Dropout|GaussianDropout", "p")),
    ("1", r"\bConvolution2D\(\s*\w+\s*,\s*\w+\s*,\s*\w+|\bConvolution1D\(\s*\d"),
    ("1", r"\bmerge\s*\(\s*\[(?:[^()]|\([^()]*\))*?\bmode\s*=|\bMerge\s*\(\s*\["),
    ("1", r"\b(?:TimeDistributedDense|MaxoutDense|image_dim_ordering|visualize_util)\b"),
    ("1", rf"\b{KERAS}\.(?:objectives|initializations)\b|\bfrom\s+{KERAS}\s+import\s+(?:objectives|initializations)\b"),
    ("2.15", TF),
    ("2.2", rf"\bmetrics\s*=\s*\[[^]]*['\"]accuracy['\"](?=[\s\S]*['\"](?:val_)?acc['\"])|\b{KERAS}\.legacy\b"),
    ("2.3", _argument(r"SGD|RMSprop|Adam|Adamax|Adagrad|Adadelta|Nadam", "(?:lr|decay)")),
    ("2.3", r"\.(?:fit|evaluate|predict)_generator\s*\(|\.predict_classes\s*\(|\bnp_utils\b"),
    ("2.3", rf"\bbackend\s+as\s+K\b(?=[\s\S]*\bK\.(?!(?:{_IN_KERAS_3})\b)\w)"),
    ("2.3", rf"\b{KERAS}\.layers\.(?:advanced_activations|convolutional|core|embeddings|local|merge|noise)\b"),
    ("2.3", rf"\b{KERAS}\.layers\.(?:normalization|pooling|recurrent|wrappers)\b|\b{KERAS}\.engine\b"),
    ("2.3", rf"\b{KERAS}\.(?:wrappers\.scikit_learn|utils\.(?:vis_utils|generic_utils|data_utils|multi_gpu))"),
    ("2.3", r"\bfrom\s+__future__\s+import\b[^\n]*\b(?:print_function|division|absolute_import|unicode_literals)\b"),
    ("2.15", r"\bImageDataGenerator\b|\bpreprocessing\.text\b|\bThresholdedReLU\b|\bexperimental\.preprocessing\b"),
    ("2.15", _argument("Embedding", "input_length")),
)
"""Level and pattern; the first pattern found decides."""


def detect(source: str) -> str:
    """The level that a script's spelling speaks of; 3 where nothing tells.

    >>> detect("model.fit(x, y, nb_epoch=5)")
    '1'
    >>> detect("model.fit(x, y, epochs=5)")
    '3'
    """
    code = re.sub(r"(?s)(\"\"\"|''').*?\1", "''", source)
    code = re.sub(r"#[^\n]*", "", code)
    code = re.sub(r"\bdef\s+\w+\s*\((?:[^()]|\([^()]*\))*\)", "def", code)  # parameters are the script's own names
    return next((name for name, pattern in SIGNS if re.search(pattern, code)), "3")

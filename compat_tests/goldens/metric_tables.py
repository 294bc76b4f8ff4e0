"""Which metrics each generation has, and the kinds of data and arguments each is tried with."""

REGRESSION = ["mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error"]
OLD = dict(
    [(name, [("regression", {})]) for name in REGRESSION],
    **{
        "mean_squared_logarithmic_error": [("positive", {})],
        "hinge": [("signs", {}), ("zero_one", {})],
        "squared_hinge": [("signs", {}), ("zero_one", {})],
        "binary_accuracy": [("binary_plain", {}), ("binary3", {})],
        "categorical_accuracy": [("categorical_right", {}), ("categorical3", {})],
        "sparse_categorical_accuracy": [("sparse_column", {})],
        "top_k_categorical_accuracy": [("categorical_right", {"k": 2})],
        "categorical_crossentropy": [("categorical", {})],
        "sparse_categorical_crossentropy": [("sparse_column", {})],
        "binary_crossentropy": [("binary", {})],
        "kullback_leibler_divergence": [("soft", {})],
        "poisson": [("positive", {})],
        "cosine_proximity": [("directions", {})],
        "matthews_correlation": [("binary_plain", {})],
        "precision": [("binary_plain", {})],
        "recall": [("binary_plain", {})],
        "fbeta_score": [("binary_plain", {}), ("binary_plain", {"beta": 2})],
        "fmeasure": [("binary_plain", {})],
    },
)
MIDDLE = dict(
    [(name, [("regression", {})]) for name in REGRESSION],
    **{
        "binary_accuracy": [("binary_plain", {}), ("binary_plain", {"threshold": 0.3}), ("binary3", {})],
        "categorical_accuracy": [("categorical_right", {}), ("categorical3", {})],
        "sparse_categorical_accuracy": [("sparse_column", {}), ("sparse3", {})],
        "top_k_categorical_accuracy": [("categorical_right", {"k": 2}), ("categorical_right", {"k": 3})],
        "sparse_top_k_categorical_accuracy": [("sparse_column", {"k": 2})],
        "accuracy": [("binary_plain", {})],
        "cosine_proximity": [("directions", {}), ("regression3", {"axis": 1})],
    },
)
NEW = dict(MIDDLE, sparse_top_k_categorical_accuracy=[("sparse_column", {"k": 2}), ("sparse", {"k": 3})])
del NEW["accuracy"], NEW["cosine_proximity"]
NEWEST = dict(
    NEW,
    pearson_correlation=[("regression", {}), ("regression3", {"axis": 1})],
    concordance_correlation=[("regression", {}), ("regression3", {"axis": 1})],
)
FUNCTIONS = {"keras-1.2.2": OLD, "keras-2.3.1": MIDDLE, "keras-2.15": NEW, "keras-3.15": NEWEST}

THRESHOLDS = [("binary", {}), ("binary", {"thresholds": 0.3}), ("binary", {"thresholds": [0.2, 0.5, 0.8]})]
PRECISION = THRESHOLDS + [
    ("categorical", {"top_k": 2}),
    ("categorical", {"class_id": 1}),
    ("categorical", {"top_k": 2, "class_id": 2}),
    ("categorical", {"class_id": 2, "thresholds": [0.1, 0.3]}),
]
AUC = [
    ("binary_flat", {}),
    ("binary_flat", {"curve": "PR"}),
    ("binary_flat", {"num_thresholds": 10}),
    ("binary_flat", {"summation_method": "minoring"}),
    ("binary_flat", {"summation_method": "majoring"}),
    ("binary_flat", {"curve": "PR", "summation_method": "minoring", "num_thresholds": 20}),
    ("binary_flat", {"curve": "PR", "summation_method": "majoring", "num_thresholds": 20}),
    ("binary_flat", {"thresholds": [0.2, 0.5, 0.8]}),
    ("binary_flat", {"thresholds": [0.2, 0.5, 0.8], "curve": "PR"}),
]
NEW_AUC = AUC + [
    ("logits", {"from_logits": True}),
    ("binary", {"multi_label": True}),
    ("binary", {"multi_label": True, "label_weights": [1.0, 2.0, 0.5]}),
    ("binary", {"multi_label": True, "num_labels": 3, "curve": "PR"}),
    ("binary", {}),
]


def at(argument):
    """Rows for the four ``XAtY`` metrics."""
    return [
        ("binary_flat", {argument: 0.5}),
        ("binary_flat", {argument: 0.8, "num_thresholds": 20}),
        ("binary_flat", {argument: 0.2}),
        ("binary_flat", {argument: 0.5, "num_thresholds": 1}),
    ]


SCE = [("sparse", {}), ("sparse_logits", {"from_logits": True})]
CCE = [("categorical", {}), ("categorical_logits", {"from_logits": True}), ("categorical", {"label_smoothing": 0.2})]
BCE = [("binary", {}), ("logits", {"from_logits": True}), ("binary", {"label_smoothing": 0.2})]
BASE = {
    "Mean": [("values", {})],
    "Sum": [("values", {})],
    "Accuracy": [("classes", {})],
    "BinaryAccuracy": [("binary", {}), ("binary", {"threshold": 0.3})],
    "CategoricalAccuracy": [("categorical", {})],
    "SparseCategoricalAccuracy": [("sparse", {})],
    "TopKCategoricalAccuracy": [("categorical", {"k": 2}), ("categorical", {"k": 3})],
    "SparseTopKCategoricalAccuracy": [("sparse", {"k": 2})],
    "BinaryCrossentropy": BCE,
    "CategoricalCrossentropy": CCE,
    "SparseCategoricalCrossentropy": SCE,
    "Hinge": [("logits", {})],
    "SquaredHinge": [("logits", {})],
    "CategoricalHinge": [("categorical", {})],
    "KLDivergence": [("soft", {})],
    "Poisson": [("positive", {})],
    "LogCoshError": [("regression", {})],
    "CosineSimilarity": [("regression", {}), ("regression", {"axis": 0})],
    "MeanSquaredError": [("regression", {})],
    "MeanAbsoluteError": [("regression", {})],
    "MeanAbsolutePercentageError": [("regression", {})],
    "MeanSquaredLogarithmicError": [("positive", {})],
    "RootMeanSquaredError": [("regression", {})],
    "MeanIoU": [("classes", {"num_classes": 4})],
    "TruePositives": THRESHOLDS,
    "TrueNegatives": THRESHOLDS,
    "FalsePositives": THRESHOLDS,
    "FalseNegatives": THRESHOLDS,
    "Precision": PRECISION,
    "Recall": PRECISION,
    "AUC": AUC,
    "SensitivityAtSpecificity": at("specificity"),
    "SpecificityAtSensitivity": at("sensitivity"),
}
IOU = [
    ("classes", {"num_classes": 4, "target_class_ids": [0, 2]}),
    ("classes", {"num_classes": 4, "target_class_ids": [1]}),
    ("classes", {"num_classes": 4, "target_class_ids": [1, 3], "ignore_class": 0}),
    ("sparse", {"num_classes": 4, "target_class_ids": [1], "sparse_y_pred": False}),
    ("categorical", {"num_classes": 4, "target_class_ids": [0, 1], "sparse_y_true": False, "sparse_y_pred": False}),
]
FBETA = [
    ("categorical", {}),
    ("categorical", {"average": "macro"}),
    ("categorical", {"average": "micro"}),
    ("categorical", {"average": "weighted"}),
    ("binary", {"threshold": 0.5}),
    ("binary", {"threshold": 0.5, "average": "macro"}),
]
BETA = FBETA + [("categorical", {"beta": 2.0}), ("binary", {"beta": 0.5, "threshold": 0.4, "average": "weighted"})]
R2 = [
    ("regression", {}),
    ("regression", {"class_aggregation": None}),
    ("regression", {"class_aggregation": "variance_weighted_average"}),
    ("regression", {"num_regressors": 2}),
]
MODERN = dict(
    BASE,
    **{
        "AUC": NEW_AUC,
        "IoU": IOU,
        "MeanIoU": BASE["MeanIoU"]
        + [("classes", {"num_classes": 4, "ignore_class": 1}), ("sparse", {"num_classes": 4, "sparse_y_pred": False})],
        "BinaryIoU": [
            ("binary", {}),
            ("binary", {"target_class_ids": [1], "threshold": 0.3}),
            ("binary", {"target_class_ids": [0]}),
        ],
        "OneHotIoU": [("categorical", {"num_classes": 4, "target_class_ids": [0, 2]})],
        "OneHotMeanIoU": [("categorical", {"num_classes": 4})],
        "F1Score": FBETA,
        "FBetaScore": BETA,
        "R2Score": R2,
        "PrecisionAtRecall": at("recall"),
        "RecallAtPrecision": at("precision"),
        "SparseCategoricalCrossentropy": SCE + [("sparse", {"ignore_class": 1})],
    },
)
CLASSES = {
    "keras-2.3.1": BASE,
    "keras-2.15": dict(
        MODERN, MeanTensor=[("values_fixed", {})], MeanRelativeError=[("relative", {"normalizer": [1.0, 2.0, 4.0]})]
    ),
    "keras-3.15": dict(
        MODERN,
        ConcordanceCorrelation=[("regression", {}), ("regression", {"axis": 0})],
        PearsonCorrelation=[("regression", {}), ("regression", {"axis": 0})],
        SparseTopKCategoricalAccuracy=[("sparse", {"k": 2}), ("sorted_ids", {"k": 2, "from_sorted_ids": True})],
    ),
}

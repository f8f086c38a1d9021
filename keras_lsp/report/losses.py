"""The losses of Keras, by what their targets are."""

SPARSE = "sparse_categorical_crossentropy"
CATEGORICAL = ("categorical_crossentropy", "categorical_focal_crossentropy")
BINARY = ("binary_crossentropy", "binary_focal_crossentropy")
CROSSENTROPIES = (SPARSE, *CATEGORICAL, *BINARY)
# More integers than this are hardly classes.
MANY_CLASSES = 1000
REGRESSION = (
    "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error", "huber", "log_cosh",
)  # fmt: skip

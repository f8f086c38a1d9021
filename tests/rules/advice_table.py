"""The table of `test_advice`: programs by their last layer, loss and targets."""

from __future__ import annotations

from typing import NamedTuple

# Of 30 samples, `a` counts them.
TARGETS = {
    "0 and 1": "a % 2",
    "0 to 3": "a % 4",
    "1 and 2": "a % 2 + 1",
    "1 to 10": "a % 10 + 1",
    "-1 and 1": "a % 2 * 2 - 1",
    "true and false": "a % 2 == 0",
    "0.0 and 1.0": "(a % 2).astype('float32')",
    "shares": "a / 40",
    "numbers": "a / 3",
    "0 and 1 in a column": "(a % 2)[:, None]",
    "0 to 3 in a column": "(a % 4)[:, None]",
    "numbers in a column": "(a / 3)[:, None]",
    "2 one-hot": "np.eye(2)[a % 2]",
    "4 one-hot": "np.eye(4)[a % 4]",
    "2 numbers": "np.arange(60).reshape(30, 2) / 7",
    "4 numbers": "np.arange(120).reshape(30, 4) / 7",
}
# The same, but only their form is known.
DATASETS = {
    "integers": "a % 2",
    "integers in a column": "(a % 2)[:, None]",
    "booleans": "a % 2 == 0",
    "floats": "(a % 2).astype('float32')",
    "floats in a column": "(a % 2).astype('float32')[:, None]",
    "2 columns": "np.eye(2, dtype='float32')[a % 2]",
    "4 columns": "np.eye(4, dtype='float32')[a % 4]",
}
LOSSES = {
    "binary": "keras.losses.BinaryCrossentropy()",
    "categorical": "keras.losses.CategoricalCrossentropy()",
    "sparse": "keras.losses.SparseCategoricalCrossentropy()",
    "binary of logits": "keras.losses.BinaryCrossentropy(from_logits=True)",
    "categorical of logits": "keras.losses.CategoricalCrossentropy(from_logits=True)",
    "sparse of logits": "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    "mse": '"mse"',
    "mae": '"mae"',
}
INTEGERS = ("integers", "integers in a column")
FLOATS = ("floats", "floats in a column")
S, C, B = (
    "`sparse_categorical_crossentropy`",
    "`categorical_crossentropy`",
    "`binary_crossentropy`",
)
ONE_HOT = "one-hot the targets (`keras.utils.to_categorical`)"
EACH_UNIT = " if each unit is a class"
ZERO_ONE = " if they are 0 and 1"
ANY_TRUE = " if a sample can have several classes"
MSE = "`mean_squared_error`"


class Row(NamedTuple):
    """Programs of which the same is said.

    Attributes:
        units: of the last layer.
        last: its activation.
        loss, targets: as above.
        said: codes, each with the advice that is the end of its message; an error's begins
            with `!`.
    """

    units: tuple[int, ...]
    last: str
    loss: tuple[str, ...]
    targets: tuple[str, ...]
    said: dict[str, str]


TABLE = [
    # Integers of a dataset: image_dataset_from_directory(label_mode="int").
    Row((2, 10), "softmax", ("categorical", "binary"), INTEGERS, {"!KL402": f"Use {S}."}),
    Row((2,), "linear", ("categorical of logits",), INTEGERS, {"!KL402": f"Use {S}."}),
    Row((2,), "sigmoid", ("categorical",), ("integers",), {"!KL402": f"Use {S} with `softmax`."}),
    Row(
        (2, 10),
        "sigmoid",
        ("binary",),
        (*INTEGERS, *FLOATS),
        {"!KL402": f"Give the last layer 1 unit, or use {S} with `softmax`{EACH_UNIT}."},
    ),
    Row(
        (2,),
        "linear",
        ("binary of logits",),
        INTEGERS,
        {"!KL402": f"Give the last layer 1 unit, or use {S}{EACH_UNIT}."},
    ),
    Row((2,), "softmax", ("sparse",), (*INTEGERS, *FLOATS), {}),
    Row((1,), "sigmoid", ("binary",), (*INTEGERS, *FLOATS, "booleans"), {}),
    Row(
        (1,),
        "sigmoid",
        ("categorical", "sparse"),
        INTEGERS,
        {"KL412": f"Use {B}{ZERO_ONE}, or use {S} with one unit per class and `softmax`."},
    ),
    Row((1,), "sigmoid", ("categorical",), ("booleans", *FLOATS), {"KL412": f"Use {B}."}),
    Row((2,), "softmax", ("categorical",), ("booleans",), {"!KL402": f"Use {S}."}),
    Row(
        (2,),
        "softmax",
        ("categorical",),
        FLOATS,
        {"!KL402": f"Use {S} if they are class indices."},
    ),
    Row(
        (2,),
        "softmax",
        ("binary",),
        FLOATS,
        {"!KL402": f"Use {S}{EACH_UNIT}, or give the last layer 1 unit with `sigmoid`."},
    ),
    # Classes.
    Row(
        (2,),
        "softmax",
        ("categorical",),
        ("0 and 1", "0 and 1 in a column", "true and false", "0.0 and 1.0"),
        {"!KL402": f"Use {S}, or {ONE_HOT}."},
    ),
    Row((2,), "softmax", ("binary",), ("0 and 1", "true and false"), {"!KL402": f"Use {S}."}),
    Row((10,), "softmax", ("categorical",), ("0 to 3", "1 and 2"), {"!KL402": f"Use {S}."}),
    Row((10,), "sigmoid", ("binary",), ("0 to 3",), {"!KL402": f"Use {S} with `softmax`."}),
    Row(
        (2,),
        "softmax",
        ("categorical", "binary"),
        ("0 to 3", "0 to 3 in a column"),
        {"!KL402": f"Use {S} and give the last layer 4 units."},
    ),
    Row(
        (10,),
        "softmax",
        ("categorical", "binary"),
        ("1 to 10",),
        {"!KL402": f"Subtract 1 from the targets and use {S}."},
    ),
    Row((10,), "softmax", ("sparse",), ("1 to 10",), {"!KL412": "Subtract 1 from the targets."}),
    Row((2,), "softmax", ("sparse",), ("1 to 10",), {"!KL412": "Give the last layer 11 units."}),
    Row((2,), "softmax", ("sparse",), ("0 to 3",), {"!KL412": "Give the last layer 4 units."}),
    Row((10,), "softmax", ("sparse",), ("0 to 3", "0 and 1", "true and false"), {}),
    Row((10,), "linear", ("sparse of logits",), ("0 to 3", "0 to 3 in a column"), {}),
    Row((1,), "sigmoid", ("sparse",), ("0 and 1", "true and false"), {"!KL412": f"Use {B}."}),
    Row(
        (1,),
        "sigmoid",
        ("sparse",),
        ("0 to 3",),
        {"!KL412": "Give the last layer 4 units with `softmax`."},
    ),
    Row(
        (1,),
        "sigmoid",
        ("binary", "categorical"),
        ("0 to 3",),
        {"KL412": f"Use {S} and give the last layer 4 units with `softmax`."},
    ),
    Row((1,), "sigmoid", ("binary",), ("1 and 2",), {"KL412": "Subtract 1 from the targets."}),
    Row(
        (1,),
        "linear",
        ("binary",),
        ("1 and 2",),
        {"KL412": "Subtract 1 from the targets and use `sigmoid`."},
    ),
    Row((1,), "sigmoid", ("categorical",), ("0 and 1", "0.0 and 1.0"), {"KL412": f"Use {B}."}),
    Row(
        (2,),
        "softmax",
        ("categorical",),
        ("-1 and 1",),
        {"!KL402": "`categorical_crossentropy` cannot compare them."},
    ),
    # True and false.
    Row(
        (2, 10),
        "sigmoid",
        ("binary",),
        ("0 and 1", "0 and 1 in a column", "0.0 and 1.0"),
        {"!KL402": f"Give the last layer 1 unit, or use {S} with `softmax`{EACH_UNIT}."},
    ),
    Row((1,), "sigmoid", ("binary",), ("0 and 1", "true and false", "0.0 and 1.0", "shares"), {}),
    Row((1,), "linear", ("binary of logits",), ("0 and 1", "shares"), {}),
    Row(
        (1,),
        "linear",
        ("binary",),
        ("0 and 1", "shares"),
        {"KL411": 'Use `activation="sigmoid"`, or the loss with `from_logits=True`.'},
    ),
    Row((2,), "sigmoid", ("binary",), ("shares",), {"!KL402": "Give the last layer 1 unit."}),
    # Columns.
    Row((2,), "softmax", ("categorical", "binary", "mse"), ("2 one-hot", "2 columns"), {}),
    Row((2,), "sigmoid", ("binary",), ("2 one-hot", "2 columns"), {}),
    Row(
        (2, 10),
        "softmax",
        ("categorical",),
        ("4 one-hot", "4 columns"),
        {"!KL402": "Give the last layer 4 units."},
    ),
    Row(
        (1, 10),
        "sigmoid",
        ("categorical",),
        ("2 one-hot",),
        {"!KL402": "Give the last layer 2 units with `softmax`."},
    ),
    Row(
        (1, 2), "sigmoid", ("binary",), ("4 one-hot",), {"!KL402": "Give the last layer 4 units."}
    ),
    Row(
        (2,),
        "softmax",
        ("sparse",),
        ("2 one-hot", "2 columns"),
        {"!KL402": f"Use {C}, or give the classes as integers."},
    ),
    Row(
        (2, 10),
        "softmax",
        ("sparse",),
        ("4 one-hot", "4 columns"),
        {"!KL402": f"Use {C} and give the last layer 4 units."},
    ),
    Row(
        (2,),
        "sigmoid",
        ("sparse",),
        ("2 one-hot",),
        {"!KL402": f"Use {B}{ANY_TRUE}, or use {C} with `softmax`."},
    ),
    Row(
        (2,),
        "sigmoid",
        ("categorical",),
        ("2 one-hot",),
        {"KL411": f'Use `activation="softmax"`, or {B}{ANY_TRUE}.'},
    ),
    Row(
        (2,),
        "sigmoid",
        ("categorical of logits",),
        ("2 one-hot",),
        {"KL411": "Remove the activation."},
    ),
    Row(
        (2,),
        "softmax",
        ("categorical of logits",),
        ("2 one-hot",),
        {"KL411": "Remove one of the two."},
    ),
    Row((2,), "sigmoid", ("sparse",), ("0 and 1",), {"KL411": 'Use `activation="softmax"`.'}),
    # Numbers.
    Row((1,), "linear", ("mse", "mae"), ("numbers", "numbers in a column", "floats"), {}),
    Row((1,), "relu", ("mse",), ("numbers", "0 to 3", "0 and 1", "true and false"), {}),
    Row((2,), "linear", ("mse", "mae"), ("2 numbers", "2 one-hot"), {}),
    Row(
        (2, 10),
        "linear",
        ("mse", "mae"),
        ("numbers", "0 to 3", "0.0 and 1.0"),
        {"!KL402": "Give the last layer 1 unit."},
    ),
    Row((2,), "linear", ("mse",), ("4 numbers",), {"!KL402": "Give the last layer 4 units."}),
    Row(
        (2, 10),
        "linear",
        ("mse",),
        ("numbers in a column", "0 to 3 in a column", "floats in a column"),
        {"KL413": "Give the last layer 1 unit."},
    ),
    Row((1,), "relu", ("mse",), ("4 numbers",), {"KL413": "Give the last layer 4 units."}),
    Row((10,), "softmax", ("mse",), ("0 to 3",), {"!KL402": f"Use {S}."}),
    Row((10,), "softmax", ("mse",), ("0 to 3 in a column",), {"KL413": f"Use {S}."}),
    Row(
        (10,),
        "softmax",
        ("mse",),
        ("numbers",),
        {"!KL402": "Give the last layer 1 unit without an activation."},
    ),
    Row(
        (1,),
        "sigmoid",
        ("mse",),
        ("numbers",),
        {"KL412": "Remove the activation, or scale the targets."},
    ),
    Row((1,), "linear", ("binary",), ("numbers",), {"KL412": f"Use {MSE}."}),
    Row(
        (1,),
        "sigmoid",
        ("binary", "categorical"),
        ("numbers",),
        {"KL412": f"Use {MSE} without an activation."},
    ),
    Row(
        (1,), "sigmoid", ("sparse",), ("numbers",), {"!KL412": f"Use {MSE} without an activation."}
    ),
    Row(
        (2,),
        "softmax",
        ("categorical", "binary"),
        ("numbers",),
        {"!KL402": f"Use {MSE} and give the last layer 1 unit without an activation."},
    ),
    Row(
        (2,),
        "softmax",
        ("sparse",),
        ("2 numbers",),
        {"!KL402": f"Use {MSE} without an activation."},
    ),
    Row(
        (10,),
        "softmax",
        ("binary",),
        ("2 numbers",),
        {"!KL402": f"Use {MSE} and give the last layer 2 units without an activation."},
    ),
]

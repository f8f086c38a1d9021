"""What is said of targets that do not fit, at the edges."""

from __future__ import annotations

import pytest

from keras_lsp.report import Array, Loss, Span, Training
from keras_lsp.worker.training.explanations import of_targets

HERE = Span("/w/model.py", 6, 1, 6, 16)
CLASSES = "Use `sparse_categorical_crossentropy`."
MORE_CLASSES = "Use `sparse_categorical_crossentropy` and give the last layer 11 units."
EITHER = (
    "Give the last layer 1 unit, or use `sparse_categorical_crossentropy` if each unit is a class."
)
NEITHER = "`binary_crossentropy` cannot compare them."


@pytest.mark.parametrize(
    ("low", "high", "said", "advice"),
    [
        (0, 9, ", integers 0 to 9", CLASSES),
        (1, 9, ", integers 1 to 9", CLASSES),
        (7, 7, "", CLASSES),
        (0, 1, ", integers 0 to 1", EITHER),
        (1, 1, "", EITHER),
        (None, None, "", EITHER),
        (0, 10, ", integers 0 to 10", MORE_CLASSES),
        (-1, 1, ", integers -1 to 1", NEITHER),
    ],
)
def test_integers_under_the_loss_for_true_and_false(
    low: float | None, high: float | None, said: str, advice: str
) -> None:
    target = Array([60], "int64", whole=True, minimum=low, maximum=high)
    assert of_targets(_training(target)) == (
        f"the targets have shape (60,){said}; the output is (None, 10). {advice}"
    )


def test_fractions_under_the_loss_for_true_and_false() -> None:
    target = Array([60], "float32", minimum=0.0, maximum=1.0)
    assert of_targets(_training(target)) == (
        "the targets have shape (60,); the output is (None, 10). Give the last layer 1 unit."
    )


def _training(target: Array) -> Training:
    loss = Loss("binary_crossentropy")
    return Training("fit", HERE, 1, targets=[target], outputs=[[None, 10]], losses=[loss])

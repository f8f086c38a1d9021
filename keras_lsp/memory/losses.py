"""What Keras' losses need on PyTorch, in tensors as large as what the model gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.report import Loss

# Tensors that are there at the fullest moment between the model's output and its gradient, the
# output left out: counted by PyTorch's own profiler in a step on the CPU, by `bench/memory.py`.
_OF_LOSS = {
    ("sparse_categorical_crossentropy", False): 6, ("sparse_categorical_crossentropy", True): 3,
    ("categorical_crossentropy", False): 6, ("categorical_crossentropy", True): 3,
    ("binary_crossentropy", False): 4, ("binary_crossentropy", True): 2,
    ("mean_squared_error", False): 6, ("mean_absolute_error", False): 5, ("huber", False): 7,
    ("kl_divergence", False): 8, ("poisson", False): 5, ("cosine_similarity", False): 4,
    ("hinge", False): 6, ("log_cosh", False): 5, ("mean_absolute_percentage_error", False): 6,
    ("binary_focal_crossentropy", False): 11, ("categorical_focal_crossentropy", False): 12,
    ("dice", False): 3,
}  # fmt: skip
_USUAL = 6


def tensors_of(loss: Loss | None) -> tuple[int, bool]:
    """How many tensors as large as the output there are, and whether that is known."""
    if loss is None:
        return _USUAL, False
    key = loss.name, bool(loss.from_logits)
    return _OF_LOSS.get(key, _USUAL), key in _OF_LOSS

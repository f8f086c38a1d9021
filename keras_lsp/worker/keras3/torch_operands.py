"""PyTorch's tensors know what they were computed from only for gradients: here each is told.

https://docs.pytorch.org/docs/stable/torch.overrides.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from keras_lsp.worker.values.tensors import OPERANDS

if TYPE_CHECKING:
    from collections.abc import Iterator


class NotedOperands(TorchFunctionMode):  # type: ignore[misc,unused-ignore]
    """While it is entered, each tensor that an operation gives knows what the operation got.

    Only for tensors without values: they keep each other alive.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """See `torch.overrides`."""
        given = func(*args, **(kwargs or {}))
        made = args[:1] if func is torch.Tensor.__setitem__ else (given,)
        results = [*_tensors(made)]
        if results:
            operands = [*_tensors((args, (kwargs or {}).values()))]
            for tensor in results:
                before = getattr(tensor, OPERANDS, ())
                others = (each for each in operands if each is not tensor)
                setattr(tensor, OPERANDS, (*before, *others))
        return given


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    """The tensors among arguments or results, also in lists."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list)) or hasattr(value, "mapping"):
        for inner in value:
            yield from _tensors(inner)

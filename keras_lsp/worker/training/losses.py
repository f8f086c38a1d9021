"""The losses that a model was compiled with, as the report has them.

Reads the losses of any Keras by what all of them have: a function, and its arguments.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from keras_lsp import report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


def losses(
    package: ModuleType, given: Any, outputs: int, names: Sequence[str]
) -> list[report.Loss]:
    """The loss of each output; empty where that cannot be told.

    Args:
        package: `keras` or `tf_keras`.
        given: what `compile` was given.
        outputs: their number.
        names: of the outputs; empty if they have none.
    """
    if isinstance(given, dict):
        listed = [given.get(name) for name in names]
    elif isinstance(given, (list, tuple)):
        listed = [*given]
    else:
        listed = [given] * outputs
    if len(listed) != outputs or any(loss is None for loss in listed):
        return []
    return [_loss(package, loss) for loss in listed]


def _loss(package: ModuleType, given: Any) -> report.Loss:
    found = package.losses.get(given) if isinstance(given, str) else given
    function = getattr(found, "fn", found)
    home = str(getattr(function, "__module__", ""))
    if not home.startswith((f"{package.__name__}.src", "keras.src")):
        return report.Loss("")
    arguments = getattr(found, "_fn_kwargs", None)
    if arguments is None:
        parameters = inspect.signature(function).parameters
        arguments = {name: parameter.default for name, parameter in parameters.items()}
    if arguments.get("ignore_class") is not None:
        return report.Loss("")  # Targets may be what the loss is not made for otherwise.
    logits = arguments.get("from_logits")
    return report.Loss(function.__name__, logits if isinstance(logits, bool) else None)

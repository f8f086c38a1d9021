"""Updates of metrics count as rehearsals, so that a loop that evaluates a model ends soon.

Knows no Keras; the class of metrics is given.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Callable


def install(metric: Any) -> None:
    """Count the updates of all metrics that there are.

    Args:
        metric: the class that they are subclasses of.
    """
    classes = [metric]
    for cls in classes:
        classes += cls.__subclasses__()
        if "update_state" in vars(cls):
            cls.update_state = _counted(cls.update_state)


def _counted(update_state: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(update_state)
    def update(self: Any, *args: Any, **kwargs: Any) -> Any:
        if current.trace is not None:
            current.trace.rehearsals += 1
        return update_state(self, *args, **kwargs)

    return update

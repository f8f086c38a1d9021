"""Presets of KerasHub that were never downloaded: what their class alone tells. Knows no Keras.

Nothing else is known of such a model; called on a tensor it is a layer by the name of its class.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.problems.exceptions import problem_of_machine
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.unknown import instance_of

if TYPE_CHECKING:
    from collections.abc import Callable

_PACKAGES = ("keras_hub", "keras_nlp")
_MARK = "_keras_lsp_stands_in"


def install() -> None:
    """Set the stand-ins, if a package has been imported and has none yet."""
    for package in _PACKAGES:
        models: Any = getattr(sys.modules.get(package), "models", None)
        if models is None or hasattr(models, _MARK):
            continue
        setattr(models, _MARK, True)
        for name in ("Backbone", "Task"):
            cls: Any = getattr(models, name, None)
            if hasattr(cls, "from_preset"):
                cls.from_preset = classmethod(_from_preset(cls.from_preset.__func__))


def _from_preset(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def from_preset(cls: Any, preset: Any, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        try:
            return original(cls, preset, *args, **kwargs)
        except Exception as error:
            user = trace.sources.user_frame(sys._getframe(1)) if trace is not None else None
            if trace is None or user is None:
                raise
            problem = problem_of_machine(trace, error, trace.sources.span(user))
            if problem is None:
                raise
            trace.problem(problem)
            return instance_of(_class(cls, preset), f"`{preset}`, which was not downloaded")

    return from_preset


def _class(cls: Any, preset: Any) -> str:
    """The name of the class that has a preset: the one that was asked, or one below."""
    for inner in cls.__subclasses__():
        if preset in getattr(inner, "presets", {}):
            return _class(inner, preset)
    return str(cls.__name__)

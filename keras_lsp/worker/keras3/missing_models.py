"""Models that are not here: a program goes on from their `output`, back to their `input`.

They are of a package that is not installed, or were never downloaded. Each is one layer of
unknown output on an input of unknown shape.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import keras
from keras.src.models.functional import Functional

from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.trace.missing_layers import layer_for
from keras_lsp.worker.values import unknown
from keras_lsp.worker.values.poison import Guess, U
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Unknown, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace.record import Trace

_INPUT = "_unknown_model_input"
_OUTPUT = "_unknown_model_output"
_TENSORS = ("{}.input", "{}.inputs", "{}.output", "{}.outputs")


def install() -> None:
    """Let functional models go from the input of an unknown one, or to its output.

    To be installed behind `missing_layers`, which knows what a call of an unknown gives.
    """
    original = Functional.__init__
    unknown.on_call = _on_own_input(unknown.on_call)

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        trace = current.trace
        if trace is not None and (contains_unknown(args) or contains_unknown(kwargs)):
            args, kwargs = tensors(trace, (args, kwargs))
        original(self, *args, **kwargs)

    Functional.__init__ = init


def _on_own_input(on_call: Callable[..., Any]) -> Callable[..., Any]:
    """`model(model.input)`; what else is called with an `input` may be any function."""

    def called(subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        trace = current.trace
        if trace is not None and args and isinstance(args[0], Unknown):
            form, holder = _derived(args[0])
            if holder is subject and form in ("{}.input", "{}.inputs"):
                args = (_tensor(trace, args[0]), *args[1:])
        return on_call(subject, args, kwargs)

    return called


def tensors(trace: Trace, value: Any) -> Any:
    """Arguments with symbolic tensors in the place of inputs and outputs of unknown models.

    Args:
        trace: the run's.
        value: an argument, or lists, tuples and dictionaries of such.
    """
    if isinstance(value, Unknown):
        return _tensor(trace, value)
    if type(value) in (list, tuple):
        return type(value)(tensors(trace, inner) for inner in value)
    if type(value) is dict:
        return {key: tensors(trace, inner) for key, inner in value.items()}
    return value


def _tensor(trace: Trace, value: Unknown) -> Any:
    """The tensor that an unknown stands for; the unknown if it is that of no model."""
    form, holder = _derived(value)
    if form.startswith("{}["):  # Of a list of tensors.
        form, holder = _derived(holder)
    if holder is None or form not in _TENSORS:
        return value
    model = _model(holder)
    if _INPUT not in model.__dict__:
        model.__dict__[_INPUT] = _marked(trace, keras.Input(()))
    if form.startswith("{}.input"):
        return model.__dict__[_INPUT]
    if _OUTPUT not in holder.__dict__:
        args = (model.__dict__[_INPUT],)
        output = trace.adapter.unranked(layer_for(trace, model), args, {}, keras.config.floatx())
        holder.__dict__[_OUTPUT] = _marked(trace, output)
    return holder.__dict__[_OUTPUT]


def _marked(trace: Trace, tensor: Any) -> Any:
    trace.adapter.mark(tensor, Guess((None, U), ranked=False, missing=True))
    return tensor


def _derived(value: Unknown | None) -> tuple[str, Unknown | None]:
    """How an unknown is written, with `{}` for the other one that it was taken from."""
    origin = origin_of(value) if value is not None else None
    whole = origin.operands[0] if origin is not None else None
    return (origin.form, whole) if origin and isinstance(whole, Unknown) else ("", None)


def _model(holder: Unknown) -> Unknown:
    """The model whose layer something is, by `get_layer` or from its `layers`; else itself."""
    form, found = _derived(holder)
    attribute, model = _derived(found)
    looked_up = (form == "{}()" and attribute == "{}.get_layer") or (
        form.startswith("{}[") and attribute == "{}.layers"
    )
    return model if looked_up and model is not None else holder

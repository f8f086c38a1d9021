"""Methods and attributes of models, layers and optimizers that Keras 3 no longer has."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras.src.layers.layer import Layer
from keras.src.models.model import Model
from keras.src.optimizers.optimizer import Optimizer

from keras_lsp.report import Edit
from keras_lsp.worker.keras3.removed.reporter import fix, reporter
from keras_lsp.worker.source import signatures
from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from keras_lsp.report import Fix
    from keras_lsp.worker.keras3.removed.reporter import RemovedSite


@dataclass(frozen=True, slots=True)
class Method:
    """A method that has another name.

    Attributes:
        new: the name.
        signature: see `signatures`; empty if the arguments are the same.
        to_classes: it gave classes, where the new one gives probabilities.
    """

    new: str
    signature: str = ""
    to_classes: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that is found elsewhere: `output_shape` is `output.shape`."""

    new: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """It has no replacement.

    Attributes:
        advice: what to do instead, a sentence.
    """

    advice: str


Row = Method | Attribute | Nothing

_LOOP = "workers- use_multiprocessing-"
_BEST = "Take `argmax` of the result of `predict`."
_HALF = "Compare the result of `predict` with 0.5."
_EAGER = Nothing("Keras 3 runs eagerly; there are no graph functions.")

_EVEN = 0.5
_BEHIND = (".argmax(axis=-1)", ' > 0.5).astype("int32")')

ROWS: dict[type, dict[str, Row]] = {
    Model: {
        "predict_classes": Method("predict", to_classes=True),
        "predict_proba": Method("predict"),
        "fit_generator": Method(
            "fit",
            "generator:x steps_per_epoch* epochs* verbose* callbacks* validation_data* "
            "validation_steps* validation_freq* class_weight* max_queue_size- workers- "
            "use_multiprocessing- shuffle* initial_epoch*",
        ),
        "evaluate_generator": Method(
            "evaluate",
            f"generator:x steps* callbacks* max_queue_size- {_LOOP} verbose*",
        ),
        "predict_generator": Method(
            "predict", f"generator:x steps* callbacks* max_queue_size- {_LOOP} verbose*"
        ),
        "to_yaml": Method("to_json"),
        "reset_states": Nothing("Call `reset_state()` of the layers that keep a state."),
        "uses_learning_phase": Nothing("Pass `training=` when calling the model."),
        "_make_predict_function": Nothing("It is no longer needed; remove it."),
        "total_loss": _EAGER,
        "targets": _EAGER,
        "sample_weights": _EAGER,
    },
    Layer: {
        "output_shape": Attribute("output.shape"),
        "input_shape": Attribute("input.shape"),
        "inbound_nodes": Attribute("_inbound_nodes"),
        "outbound_nodes": Attribute("_outbound_nodes"),
        "add_update": Nothing("Assign to the variable in `call`."),
        "get_output_at": Nothing("Use the tensor that the layer returned."),
        "get_input_at": Nothing("Use the tensor that the layer was called with."),
        "get_output_shape_at": Nothing("Use the shape of the tensor that the layer returned."),
        "get_input_shape_at": Nothing("Use the shape of the tensor it was called with."),
        "updates": _EAGER,
    },
    Optimizer: {
        "lr": Attribute("learning_rate"),
        "get_updates": _EAGER,
        "get_gradients": Nothing("Use the gradients of your backend: `tf.GradientTape`."),
    },
}


def install() -> None:
    """Answer for what the classes no longer have."""
    for cls, rows in ROWS.items():
        for name, row in rows.items():
            if not hasattr(cls, name):
                setattr(cls, name, _Removed(cls.__name__, name, row))


class _Removed:
    """A descriptor in the place of what is gone."""

    def __init__(self, owner: str, name: str, row: Row) -> None:
        self._owner = owner
        self._name = name
        self._row = row

    def __get__(self, instance: Any, owner: type) -> Any:
        site = reporter.site("LOAD_ATTR", "LOAD_METHOD") if instance is not None else None
        if site is None:
            raise AttributeError(f"{owner.__name__!r} object has no attribute {self._name!r}")
        value = _value(instance, self._row)
        self._report(site, instance)
        return value

    def _report(self, site: RemovedSite, instance: Any) -> None:
        attribute = site.text.attribute(site.span, self._name)
        where = site.text.name_of(attribute) if attribute is not None else site.span
        instead = (
            self._row.advice
            if isinstance(self._row, Nothing)
            else (f"Use `{self._row.new}` instead.")
        )
        binary = _has_one_output(instance)
        if isinstance(self._row, Method) and self._row.to_classes:
            instead = _HALF if binary else _BEST
        what = "method" if isinstance(self._row, Method) else "attribute"
        reporter.report(
            site,
            "KL503",
            where,
            f"`{self._owner}` has no {what} `{self._name}` in Keras 3. {instead}",
            f"AttributeError: {type(instance).__name__!r} object has no attribute {self._name!r}",
            self._candidates(site, attribute, binary) if attribute is not None else [],
        )

    def _candidates(self, site: RemovedSite, attribute: ast.Attribute, binary: bool) -> list[Fix]:
        row = self._row
        if isinstance(row, Nothing) or row.new.startswith("_"):
            return []
        text = site.text
        edits = [Edit(text.name_of(attribute), row.new)]
        call = text.parent(attribute)
        if isinstance(row, Method) and (row.signature or row.to_classes):
            if not isinstance(call, ast.Call) or call.func is not attribute:
                return []
            changed = signatures.edits(text, call, row.signature) if row.signature else []
            if changed is None:
                return []
            edits += changed
            if row.to_classes:
                span = text.span(call)
                edits.append(Edit(signatures.point(span, end=True), _BEHIND[binary]))
                if binary:
                    edits.append(Edit(signatures.point(span), "("))
        return fix(f"Replace with `{row.new}`", edits)


def _has_one_output(model: Any) -> bool:
    """Whether the model gives one number for a sample, for two classes."""
    shape = getattr(model, "output_shape", None) if isinstance(model, Model) else None
    return isinstance(shape, tuple) and shape[-1:] == (1,)


def _value(instance: Any, row: Row) -> Any:
    """What a run goes on with."""
    if isinstance(row, Nothing):
        return Unknown(row.advice)
    if isinstance(row, Attribute):
        value = instance
        for name in row.new.split("."):
            value = getattr(value, name)
        return value
    method = getattr(instance, row.new)

    def old(*args: Any, **kwargs: Any) -> Any:
        if row.signature:
            positional, named = signatures.translate(row.signature, args, kwargs)
            return method(*positional, **named)
        result = method(*args, **kwargs)
        if not row.to_classes:
            return result
        return (result > _EVEN).astype("int32") if _has_one_output(instance) else result.argmax(-1)

    return old

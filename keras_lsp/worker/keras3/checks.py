"""What a training call would do with data, model, loss and metrics, found out symbolically."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras.src import backend, tree
from keras.src.models.functional import Functional

from keras_lsp import report
from keras_lsp.worker import exceptions, problems
from keras_lsp.worker.keras3 import batches
from keras_lsp.worker.keras3.hooks import watched_call
from keras_lsp.worker.problems import shape_text
from keras_lsp.worker.trace import shape_of
from keras_lsp.worker.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.keras3.batches import Batch
    from keras_lsp.worker.trace import Trace


class Check:
    """One call of a training method, checked.

    Args:
        trace: the run.
        model: whose method it is.
        method: its name.
        site: the user's expression.
        given: its arguments by name.

    Attributes:
        batch: the data, once it has been read.
    """

    def __init__(
        self, trace: Trace, model: Any, method: str, site: report.Span, given: dict[str, Any]
    ) -> None:
        self._trace = trace
        self._model = model
        self._method = method
        self._site = site
        self._given = given
        self._step = "data"
        self._role = "x", "y"
        self._worked = False
        self._output: Any = None
        self.batch: Batch | None = None

    def train(self) -> list[str]:
        """Check data, model, loss and metrics; give the keys of the logs, sorted."""
        self._model._assert_compile_called(self._method)
        given = self._given
        split = given.get("validation_split") or 0.0
        return self._one(
            batches.read(
                given.get("x"), given.get("y"), given.get("sample_weight"),
                given.get("class_weight"), given.get("batch_size"), split,
            )
        )  # fmt: skip

    def validate(self, data: Any) -> list[str]:
        """Check what is given as `validation_data`."""
        self._role = "validation_data", "validation_data"
        self._step = "data"
        x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
        size = self._given.get("validation_batch_size") or self._given.get("batch_size")
        return self._one(batches.read(x, y, weight, batch_size=size))

    def _one(self, batch: Batch) -> list[str]:
        self.batch = batch
        output = self._call(batch)
        self._step = "targets"
        backend.compute_output_spec(
            lambda *given: self._model._compute_loss(*given, training=True),
            batch.x, batch.y, output, batch.weight,
        )  # fmt: skip
        logs = backend.compute_output_spec(
            lambda *given: self._model.compute_metrics(*given),
            batch.x, batch.y, output, batch.weight,
        )  # fmt: skip
        return sorted(logs)

    def look(self) -> None:
        """Call the model, if it can be called, to see its layers."""
        self._trace.quiet = True
        try:
            self._call(batches.read(self._given.get("x"), self._given.get("y")))
        except Exception:  # noqa: BLE001 - the program would not have come this way
            return
        finally:
            self._trace.quiet = False

    def predict(self) -> Any:
        """Check the data against the model; give zeros of the result's shape."""
        batch = self.batch = batches.read(
            self._given.get("x"), batch_size=self._given.get("batch_size")
        )
        output = self._call(batch)

        def zeros(tensor: Any) -> Any:
            shape: list[Any] = [batch.samples, *tensor.shape[1:]]
            if None in shape:
                return Unknown("a prediction of unknown size")
            return np.broadcast_to(np.zeros((), backend.standardize_dtype(tensor.dtype)), shape)

        return tree.map_structure(zeros, output)

    def _call(self, batch: Batch) -> Any:
        """The model's symbolic output; a model that nobody has called yet is watched."""
        self._step = "input"
        model, trace = self._model, self._trace
        given = {"training": True} if _trains(model) else {}
        site = trace.site_of(model)
        # What a model that worked cannot take is a fault of the data.
        self._worked = trace.strict = bool(trace.calls_of.get(id(model)))
        try:
            if site is None or not _is_subclassed(model):
                self._output = backend.compute_output_spec(lambda x: model(x, **given), batch.x)
            else:
                self._output = watched_call(trace, model, site, batch.x, **given)
        finally:
            trace.strict = False
        return self._output

    # What is wrong.

    def failed(self, error: Exception) -> None:
        """Report why the call would fail: at the user's innermost line, else at the call."""
        text = problems.clean(str(error))
        inner = problems.innermost(self._trace.sources, error.__traceback__)
        if inner is not None and not (self._worked and problems.is_about_shapes(text)):
            problem = exceptions.raised(self._trace, error, self._site)
            if problem is not None:
                note = f"`model.{self._method}` calls the model here"
                problem.related.append(report.Related(self._site, note))
                self._trace.problem(problem)
            return
        code, message = self._explain(text)
        if isinstance(error, KeyError) and code == "KL404":
            message = f"KeyError: {message}"
        related = [*self._of_model(), *self._of_data()]
        if inner is not None:
            related.insert(0, report.Related(inner, "It raises here"))
        self._trace.problem(
            report.Problem(
                code,
                "error",
                f"`model.{self._method}`: {message}",
                self._site,
                f"{type(error).__name__}: {text}",
                related,
                data={"layer": type(self._model).__name__},
            )
        )

    def _explain(self, text: str) -> tuple[str, str]:
        first = text.split("\n")[0].strip("\"' ")
        batch = self.batch
        if "Invalid `metrics`" in text:
            count = len(tree.flatten(self._output))
            return "KL404", (
                f"`metrics` of `compile` do not fit the model's {count} outputs: give one list "
                "for each output, or a dictionary by their names."
            )
        if "cardinality" in text:
            return "KL403", "the arrays have different numbers of samples. " + first
        what = "`validation_data`" if self._role[0] == "validation_data" else "data"
        if self._step == "input" and batch is not None:
            if isinstance(batch.x, dict):
                return "KL401", f"the model cannot take {what}: {first}"
            return "KL401", f"the model cannot take {what} of shape {shapes(batch.x)}."
        if self._step == "targets" and batch is not None:
            if batch.y is None:
                return "KL402", f"there are no targets, but the loss needs some. {first}"
            of = f" of {what}" if what != "data" else ""
            count, wanted = len(tree.flatten(batch.y)), len(tree.flatten(self._output))
            if count != wanted:
                return "KL402", (
                    f"{count} arrays of targets{of}, but the model has {wanted} outputs. {first}"
                )
            if problems.is_about_shapes(text):
                return "KL402", (
                    f"targets{of} of shape {shapes(batch.y)} do not fit the output "
                    f"{shapes(self._output)} under this loss."
                )
        return "KL404", first

    def _of_model(self) -> Iterator[report.Related]:
        """The layer whose input or output the data does not fit."""
        site = self._trace.site_of(self._model)
        layers = self._model.layers
        if self._step == "targets":
            calls = [c for layer in layers[-1:] for c in self._trace.calls_of.get(id(layer), [])]
            if calls:
                given = ", ".join(shape_text(shape) for shape in calls[-1].output_shapes)
                message = f"`{calls[-1].name}` ({calls[-1].class_name}) gives {given}"
                yield report.Related(calls[-1].span, message)
                return
        expected = shapes(getattr(self._model, "inputs", None) or [])
        if self._step == "input":
            for layer in layers[:1] if expected else []:
                first = self._trace.calls_of.get(id(layer), [])
                where = first[0].span if first else self._trace.site_of(layer)
                if where is not None:
                    yield report.Related(where, f"The model takes {expected}")
        elif site is not None:
            yield report.Related(site, f"`{self._model.name}` is made here")

    def _of_data(self) -> Iterator[report.Related]:
        """The statements that made the data."""
        if self._step not in ("data", "input", "targets"):
            return
        roles = set(self._role)
        if self._step != "data":
            roles = {self._role[self._step == "targets"]}
        for role in sorted(roles):
            value = self._given.get(role)
            if value is None:
                continue
            parts = value if isinstance(value, (tuple, list)) else [value]
            for part in parts:
                found = self._trace.where_made(part)
                if found is not None:
                    name, span = found
                    shape = shape_text(shape_of(part)) if shape_of(part) is not None else ""
                    message = f"`{name}` is made here{f': {shape}' if shape else ''}"
                    yield report.Related(span, message)


def _is_subclassed(model: Any) -> bool:
    return not isinstance(model, (keras.Sequential, Functional))


def _trains(model: Any) -> bool:
    return bool(getattr(model, "_call_has_training_arg", False))


def shapes(tensors: Any) -> str:
    """The shapes of all tensors of a structure, as text."""
    flat: list[Any] = []
    with contextlib.suppress(TypeError, ValueError):
        flat = tree.flatten(tensors)
    return ", ".join(shape_text(shape_of(tensor)) for tensor in flat if tensor is not None)

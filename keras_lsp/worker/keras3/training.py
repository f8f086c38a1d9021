"""`fit`, `evaluate` and `predict` of Keras 3: they check the data and train nothing.

Data goes in as Keras' own adapters read it; model, loss and metrics see symbolic tensors
of its shapes.
"""

from __future__ import annotations

import functools
import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras.src import backend, tree
from keras.src.models.model import Model
from keras.src.trainers import data_adapters
from keras.src.trainers.data_adapters import data_adapter_utils

from keras_lsp import report
from keras_lsp.worker import problems
from keras_lsp.worker.keras3.hooks import is_poisoned, state, watched_call
from keras_lsp.worker.problems import shape_text
from keras_lsp.worker.trace import shape_of
from keras_lsp.worker.unknown import Unknown, contains_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace import Trace

_fit, _evaluate, _predict = Model.fit, Model.evaluate, Model.predict
_compile = Model.compile
_plot_model = keras.utils.plot_model


def install() -> None:
    """Set the stand-ins."""
    Model.compile = _stand_in_compile
    Model.fit = _stand_in_fit
    Model.evaluate = _stand_in_evaluate
    Model.predict = _stand_in_predict
    Model.train_on_batch = _on_batch
    Model.test_on_batch = _on_batch
    Model.export = _do_nothing
    for module in list(sys.modules.values()):
        # `from keras.utils import plot_model` binds the function in each of Keras' modules.
        if getattr(module, "__name__", "").startswith("keras."):
            for name, value in list(vars(module).items()):
                if value is _plot_model:
                    setattr(module, name, _do_nothing)


def _do_nothing(*_args: Any, **_kwargs: Any) -> None:
    """Write nothing: the run leaves no files behind."""


@dataclass
class _Data:
    """What one batch of the data looks like.

    Attributes:
        x, y, weight: symbolic tensors, in the structure of the data.
        samples: how many there are in all; None if the data does not say.
    """

    x: Any
    y: Any
    weight: Any
    samples: int | None


@functools.wraps(_compile)
def _stand_in_compile(self: Any, *args: Any, **kwargs: Any) -> None:
    """Compile as Keras does, unless something of it is not known."""
    self.__dict__["_keras_lsp_compiled_with_unknown"] = contains_unknown((args, kwargs))
    if not contains_unknown((args, kwargs)):
        _compile(self, *args, **kwargs)


def _stand_in_fit(self: Any, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> Any:
    trace = state.trace
    if trace is None:
        return _fit(self, x, y, *args, **kwargs)
    named = dict(zip(("batch_size", "epochs"), args, strict=False)) | kwargs
    epochs = named.get("epochs", 1)
    history = keras.callbacks.History()
    history.set_model(self)
    history.epoch = list(range(epochs if isinstance(epochs, int) else 1))
    keys = _check(trace, self, "fit", x, y, named)
    if keys is not None and (named.get("validation_data") or named.get("validation_split")):
        keys += [f"val_{key}" for key in keys]
    values = dict.fromkeys(keys or [])
    history.history = {key: [0.0] * len(history.epoch) for key in values}
    if keys is None:
        history.history = Unknown("the history of a training that could not be checked")
    self.history = history
    return history


def _stand_in_evaluate(self: Any, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> Any:
    trace = state.trace
    if trace is None:
        return _evaluate(self, x, y, *args, **kwargs)
    keys = _check(trace, self, "evaluate", x, y, kwargs)
    if keys is None:
        return Unknown("the result of an evaluation that could not be checked")
    if kwargs.get("return_dict"):
        return dict.fromkeys(keys, 0.0)
    return 0.0 if len(keys) == 1 else [0.0] * len(keys)


def _on_batch(self: Any, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG001
    return _stand_in_evaluate(self, x, y, return_dict=kwargs.get("return_dict", False))


def _stand_in_predict(self: Any, x: Any = None, *args: Any, **kwargs: Any) -> Any:
    trace = state.trace
    if trace is None:
        return _predict(self, x, *args, **kwargs)
    unknown = Unknown("the result of a prediction that could not be checked")
    if contains_unknown(x) or is_poisoned(self) or _has_own_step(self, "predict"):
        return unknown
    outcome = _guarded(trace, self, "predict", lambda check: check.predict(x))
    return unknown if outcome is None else outcome


def _check(
    trace: Trace,
    model: Any,
    method: str,
    x: Any,
    y: Any,
    named: dict[str, Any],
) -> list[str] | None:
    """Keys of the logs that the call would give; None if they cannot be known."""
    if contains_unknown((x, y)) or is_poisoned(model):
        return None
    if vars(model).get("_keras_lsp_compiled_with_unknown"):
        _guarded(trace, model, method, lambda check: check.look(x, y))
        return None
    if _has_own_step(model, method):
        # Not what Keras would do with the data: only the shapes of its layers are of use.
        _guarded(trace, model, method, lambda check: check.look(x, y))
        return None
    keys: list[str] | None = _guarded(trace, model, method, lambda check: check.train(x, y, named))
    return keys


def _guarded(
    trace: Trace,
    model: Any,
    method: str,
    action: Callable[[_Check], Any],
) -> Any:
    frame = sys._getframe(2)
    user = trace.sources.user_frame(frame)
    if user is None:
        return None
    trace.rehearsals += 1
    check = _Check(trace, model, method, trace.sources.span(user))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return action(check)
    except Exception as error:
        if trace.sources.guarded(frame):
            raise
        if not problems.follows_from_unknown(error):
            check.failed(error)
        return None


class _Check:
    """One call of a training method, checked."""

    def __init__(self, trace: Trace, model: Any, method: str, site: report.Span) -> None:
        self._trace = trace
        self._model = model
        self._method = method
        self._site = site
        self._step = "data"
        self._worked = False
        self._data: _Data | None = None
        self._output: Any = None

    def train(self, x: Any, y: Any, named: dict[str, Any]) -> list[str]:
        """Check data, model, loss and metrics; give the keys of the logs, sorted."""
        self._model._assert_compile_called(self._method)
        data = self._read(x, y, named.get("sample_weight"), named)
        output = self._call(data)
        self._step = "targets"
        backend.compute_output_spec(
            lambda *given: self._model._compute_loss(*given, training=True),
            data.x, data.y, output, data.weight,
        )  # fmt: skip
        logs = backend.compute_output_spec(
            lambda *given: self._model.compute_metrics(*given), data.x, data.y, output, data.weight
        )
        return sorted(logs)

    def look(self, x: Any, y: Any) -> None:
        """Call the model, if it can be called, to see its layers."""
        self._trace.quiet = True
        try:
            self._call(self._read(x, y, None, {}))
        except Exception:  # noqa: BLE001 - the program would not have come this way
            return
        finally:
            self._trace.quiet = False

    def predict(self, x: Any) -> Any:
        """Check the data against the model; give zeros of the result's shape."""
        data = self._read(x, None, None, {})
        output = self._call(data)

        def zeros(tensor: Any) -> Any:
            shape: list[Any] = [data.samples, *tensor.shape[1:]]
            if None in shape:
                return Unknown("a prediction of unknown size")
            return np.broadcast_to(np.zeros((), backend.standardize_dtype(tensor.dtype)), shape)

        return tree.map_structure(zeros, output)

    def _read(self, x: Any, y: Any, weight: Any, named: dict[str, Any]) -> _Data:
        adapter = data_adapters.get_data_adapter(
            x, y, sample_weight=weight, class_weight=named.get("class_weight"),
            batch_size=named.get("batch_size") or 32,
        )  # fmt: skip
        batch, samples = _first_batch(adapter)
        parts = data_adapter_utils.unpack_x_y_sample_weight(
            tree.map_structure(_symbolic, batch, none_is_leaf=False)
        )
        data = self._data = _Data(parts[0], parts[1], parts[2], samples)
        return data

    def _call(self, data: _Data) -> Any:
        """The model's symbolic output; a model that nobody has called yet is watched."""
        self._step = "input"
        model, trace = self._model, self._trace
        given = {"training": True} if _trains(model) else {}
        site = trace.site_of(model)
        # What a model that worked cannot take is a fault of the data.
        self._worked = trace.strict = bool(trace.calls_of.get(id(model)))
        try:
            if site is None or not _is_subclassed(model):
                self._output = backend.compute_output_spec(lambda x: model(x, **given), data.x)
            else:
                self._output = watched_call(trace, model, site, data.x, **given)
        finally:
            trace.strict = False
        return self._output

    def failed(self, error: Exception) -> None:
        """Report why the call would fail: at the user's innermost line, else at the call."""
        text = problems.clean(str(error))
        inner = problems.innermost(self._trace.sources, error.__traceback__)
        if inner is not None and not (self._worked and problems.is_about_shapes(text)):
            problem = problems.raised(self._trace, error, self._site)
            if problem is not None:
                note = f"`model.{self._method}` calls the model here"
                problem.related.append(report.Related(self._site, note))
                self._trace.problem(problem)
            return
        code, message = self._explain(text)
        related = self._related()
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
        first = text.split("\n")[0]
        if "cardinality" in text:
            return "KL403", "the arrays have different numbers of samples. " + first
        if self._step == "input" and self._data is not None:
            return "KL401", f"the model cannot take data of shape {_shapes(self._data.x)}."
        if self._step == "targets" and self._data is not None:
            return "KL402", (
                f"targets of shape {_shapes(self._data.y)} do not fit the output "
                f"{_shapes(self._output)} under this loss."
            )
        return "KL404", first

    def _related(self) -> list[report.Related]:
        related = []
        site = self._trace.site_of(self._model)
        if self._step == "targets":
            calls = [
                c
                for layer in self._model.layers[-1:]
                for c in self._trace.calls_of.get(id(layer), [])
            ]
            if calls:
                shapes = ", ".join(shape_text(shape) for shape in calls[-1].output_shapes)
                message = f"`{calls[-1].name}` ({calls[-1].class_name}) gives {shapes}"
                return [report.Related(calls[-1].span, message)]
        expected = _shapes(getattr(self._model, "inputs", None) or [])
        if self._step == "input":
            for layer in self._model.layers[:1] if expected else []:
                first = self._trace.calls_of.get(id(layer), [])
                where = first[0].span if first else self._trace.site_of(layer)
                if where is not None:
                    related.append(report.Related(where, f"The model takes {expected}"))
        elif site is not None:
            related.append(report.Related(site, f"`{self._model.name}` is made here"))
        return related


_STEPS = {"fit": "train_step", "evaluate": "test_step", "predict": "predict_step"}


def _has_own_step(model: Any, method: str) -> bool:
    """Whether the program says itself what one step of the method is."""
    name = _STEPS[method]
    return getattr(type(model), name) is not getattr(Model, name)


def _is_subclassed(model: Any) -> bool:
    return not isinstance(model, (keras.Sequential, keras.src.models.functional.Functional))


def _trains(model: Any) -> bool:
    return bool(getattr(model, "_call_has_training_arg", False))


def _shapes(tensors: Any) -> str:
    flat = tree.flatten(tensors)
    return ", ".join(shape_text(shape_of(tensor)) for tensor in flat if tensor is not None)


def _symbolic(value: Any) -> Any:
    """A symbolic tensor like `value`, for any number of samples."""
    shape = shape_of(value)
    if shape is None:
        return value
    if len(shape) == 1:
        shape = [*shape, 1]  # As every `train_step` does.
    return keras.KerasTensor((None, *shape[1:]), backend.standardize_dtype(value.dtype))


def _first_batch(adapter: Any) -> tuple[Any, int | None]:
    """Something of the structure, shapes and dtypes of one batch, and the number of samples."""
    arrays = getattr(adapter, "_inputs", None)
    if arrays is not None:
        return arrays, adapter._num_samples
    dataset = getattr(adapter, "_dataset", None)
    if dataset is not None and hasattr(dataset, "element_spec"):
        return dataset.element_spec, None
    batches = getattr(adapter, "_first_batches", None)
    if batches:
        return batches[0], None
    sequence = getattr(adapter, "py_dataset", None)
    if sequence is not None:
        return sequence[0], None
    for batch in adapter.get_numpy_iterator():
        return batch, None
    raise ValueError("The data has no batch.")

"""What the worker asks of the Keras at hand, whichever that is.

Most follows from the names that each Keras has for the same things: its classes, and the
functions that go through structures. What one Keras does in a way of its own is abstract here.
"""

from __future__ import annotations

import abc
import functools
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.worker.values import poison
from keras_lsp.worker.values.tensors import dtype_of, shape_of
from keras_lsp.worker.values.unknown import UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from keras_lsp.worker.counting.counter import Counter
    from keras_lsp.worker.trace.models import Describer
    from keras_lsp.worker.trace.record import Open, Trace
    from keras_lsp.worker.training.checks import Check

# Of NumPy, TensorFlow, JAX, PyTorch and pandas.
_ARRAYS = {"ndarray", "EagerTensor", "ArrayImpl", "Tensor", "DataFrame", "Series"}


class Adapter(abc.ABC):
    """Knows one Keras; there is one object of the class in a process.

    Attributes:
        package: the module `keras` or `tf_keras`, for programs that do not import it by name.
        layer, input_layer, model, sequential, functional, variable: the classes of that name.
        symbol: the class of the tensors of Keras' graph, which have a shape and no value.
        check: its way to check a training call.
        describer: its way to describe models.
        learning_rate: the name under which a history has the learning rate.
        own_file: of the code that makes variables without values: what it raises, the program
            did not do.
        initialized: what a model has in its `__dict__` when its `__init__` ran to its end.
        initialized_graph: what a Functional has besides.
    """

    package: ModuleType
    layer: Any
    input_layer: Any
    model: Any
    sequential: Any
    functional: Any
    variable: Any
    symbol: Any
    check: type[Check]
    describer: type[Describer]
    learning_rate: str
    own_file: str
    initialized: tuple[str, ...]
    initialized_graph: str

    # A run.

    @abc.abstractmethod
    def install(self, *, shortcuts: bool) -> None:
        """Set the hooks, once, in a process that has run no op; they do nothing yet.

        Args:
            shortcuts: leave out what Keras does and no report needs.
        """

    @abc.abstractmethod
    def start(self, trace: Trace, *, lazy: bool) -> None:
        """Let the hooks report to a run from now on.

        Args:
            trace: the run.
            lazy: variables need no values.
        """

    def broke(self, error: BaseException) -> bool:
        """Whether an exception is one of the worker's making, not of the program's."""
        traceback = error.__traceback__
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        return traceback is not None and traceback.tb_frame.f_code.co_filename == self.own_file

    @abc.abstractmethod
    def after_statement(self) -> None:
        """Called after each top-level statement of the program."""

    def named_data(
        self, namespace: dict[str, Any], names: list[tuple[str, report.Span]]
    ) -> list[report.Data]:
        """Those of the names that are bound to arrays and datasets, with their shapes.

        Args:
            namespace: the program's.
            names: what to look at, and where each name was bound.
        """
        found = []
        for name, span in names:
            value = namespace.get(name)
            kind = type(value).__name__
            if kind in _ARRAYS:
                found.append(report.Data(name, "array", span, shape_of(value), dtype_of(value)))
            elif value is not None and kind.endswith("Dataset") and hasattr(value, "element_spec"):
                spec = self.flatten(value.element_spec)
                first = spec[0] if spec else None
                found.append(report.Data(name, "dataset", span, shape_of(first), dtype_of(first)))
        return found

    def describe_all(self, trace: Trace, names: dict[int, str]) -> Iterator[report.Model]:
        """Every model that the program made; the hooks are silent meanwhile.

        Args:
            trace: the run.
            names: the program's names for its models, by `id`.
        """
        return self.describer(trace).describe_all(names)

    def counter(self, trace: Trace) -> Counter | None:  # noqa: ARG002 - of those that have one
        """What counts operations, once a program has ended; None if nothing does."""
        return None

    def sized(self, trace: Trace, model: Any, x: Any) -> list[report.Sized]:  # noqa: ARG002 - see above
        """The shapes of a model's layers for data `x`, where they hang on it."""
        return []

    # Structures and tensors.

    @abc.abstractmethod
    def flatten(self, structure: Any) -> list[Any]:
        """What is in a structure of lists, tuples and dictionaries."""

    @abc.abstractmethod
    def map_structure(self, function: Callable[..., Any], structure: Any) -> Any:
        """The same structure of what the function gives for what is in it."""

    @abc.abstractmethod
    def is_executed(self, tensor: Any) -> bool:
        """Whether the tensor is of a graph of the program's own, which will be executed."""

    @abc.abstractmethod
    def placeholder(self, like: Any, shape: tuple[Any, ...], dtype: str) -> Any:
        """A tensor for the trace under way, if `like` is of one; else None."""

    @abc.abstractmethod
    def symbolic(
        self,
        subject: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        shape: tuple[Any, ...],
        dtype: str,
    ) -> Any:
        """A symbolic tensor that a call of `subject` seems to have given."""

    def without_values(self, structure: Any) -> Any:
        """The same structure, with symbols in the place of tensors and arrays."""
        return structure

    def is_symbolic(self, tensor: Any) -> bool:
        """Whether it is a tensor of Keras' graph."""
        return isinstance(tensor, self.symbol)

    def tensors_in(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        """The tensors and arrays among arguments, in their order."""
        if len(args) == 1 and not kwargs and self.is_symbolic(args[0]):
            return [args[0]]
        return [value for value in self.flatten((args, kwargs)) if self._is_tensor(value)]

    def _is_tensor(self, value: Any) -> bool:
        return (
            hasattr(value, "shape")
            and hasattr(value, "dtype")
            and not isinstance(value, (self.layer, self.variable, type))
        )

    # Layers that failed.

    def shape_of_guess(self, dims: poison.Dims) -> Any:
        """The dimensions of a guessed shape, in the form that shapes have."""
        return dims

    @functools.cached_property
    def poisoned(self) -> Any:
        """The class of symbolic tensors that a failed layer gave."""
        return poison.poisoned(self.symbol, self.shape_of_guess)

    @functools.cached_property
    def unknown_layer(self) -> Any:
        """The class of layers in the place of those of a Sequential that could not be made."""
        return poison.unknown_layer(self.layer, UnknownValueError)

    def mark(self, tensor: Any, shape: poison.Guess) -> None:
        """Turn a symbolic tensor into a poisoned one, if its shape is not certain."""
        if self.is_symbolic(tensor) and not shape.certain:
            tensor.__class__ = self.poisoned
            setattr(tensor, poison.GUESS, shape)

    def unranked(
        self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], dtype: str
    ) -> Any:
        """A symbolic tensor of which nothing is known, as given by a call of `subject`."""
        tensor = self.symbolic(subject, args, kwargs, (None, None), dtype)
        self.mark(tensor, poison.Guess((None, poison.U), ranked=False))
        return tensor

    def cannot_trace(self, error: Exception) -> bool:
        """Whether an operation failed for want of values, which a program would give it."""
        return isinstance(error, NotImplementedError)

    def suppose(self, trace: Trace) -> None:  # noqa: ARG002 - not all can
        """The program has ended: call what was called on what is not known alone."""
        return

    # Models.

    @abc.abstractmethod
    def layers_in(self, model: Any) -> Iterable[Any]:
        """The layers inside a model, at any depth."""

    @abc.abstractmethod
    def held_by(self, layer: Any) -> Iterable[Any]:
        """The layers that a layer holds itself."""

    @abc.abstractmethod
    def waiting(self, model: Any) -> list[Any]:
        """The layers of a model that has no input yet; empty if it has one."""

    @abc.abstractmethod
    def connected(self, model: Any) -> Iterable[tuple[Any, list[Any]]]:
        """What a Sequential or Functional model consists of, each with the tensors it gave."""

    @abc.abstractmethod
    def is_operation(self, layer: Any) -> bool:
        """Whether a part of a model is no layer, but an operation on its tensors."""

    @abc.abstractmethod
    def call(self, trace: Trace, opened: Open, inputs: Any, given: dict[str, Any]) -> Any:
        """Call a model on symbolic tensors.

        Args:
            trace: the run.
            opened: the call, which has begun.
            inputs: of the model.
            given: its other arguments.

        Raises:
            Exception: whatever the model's `call` does.
        """

    def watched_call(
        self, trace: Trace, model: Any, site: report.Span, inputs: Any, **given: Any
    ) -> Any:
        """Call the model on symbolic tensors, as if the expression at `site` did.

        A model that has been called before shows nothing new.

        Raises:
            Exception: whatever the model's `call` does.
        """
        known = bool(trace.calls_of.get(id(model)))
        opened = trace.begin(model, site, self.watched_in(inputs))
        try:
            outputs = self.call(trace, opened, inputs, given)
        except Exception:
            trace.abandon()
            raise
        if known:
            trace.abandon()
        else:
            flat = self.watched_in(outputs)
            call = trace.end(opened, flat, "model", failed=bool(opened.poisoned))
            trace.uncounted.note(call, model, ((inputs,), given))
        return outputs

    def watched_in(self, structure: Any) -> list[Any]:
        """What a watched call shows of its inputs or outputs."""
        return self.tensors_in((structure,), {})

    def is_model(self, value: object) -> bool:
        """Whether it is a model."""
        return isinstance(value, self.model)

    def makes_model(self, value: object) -> bool:
        """Whether it is a class of models, or a function of Keras that gives one."""
        if isinstance(value, type):
            return issubclass(value, self.model)
        home = str(getattr(value, "__module__", ""))
        return home.startswith(f"{self.package.__name__}.src.applications.")

    def is_alive(self, model: Any) -> bool:
        """Whether `__init__` of the model ran to its end."""
        needed = [*self.initialized]
        if isinstance(model, self.functional) and not isinstance(model, self.sequential):
            needed.append(self.initialized_graph)
        return all(name in model.__dict__ for name in needed)

    def is_subclassed(self, model: Any) -> bool:
        """Whether the model is neither a Sequential nor a Functional one."""
        return not isinstance(model, (self.sequential, self.functional))

    def kind_of(self, layer: Any) -> report.CallKind:
        """What a part of a model is."""
        if isinstance(layer, self.input_layer):
            return "input"
        if self.is_operation(layer):
            return "op"
        return "model" if self.is_model(layer) else "layer"

    def lacks_input(self, model: Any, errors: dict[int, str]) -> bool:
        """Whether a model that was never called has layers, none of which is broken or unknown.

        Args:
            model: what was never called.
            errors: the layers that failed, by `id`.
        """
        layers = self.waiting(model)
        return bool(layers) and not (
            any(map(poison.is_unknown_layer, layers)) or self.is_poisoned(model, errors)
        )

    def is_poisoned(self, model: Any, errors: dict[int, str]) -> bool:
        """Whether a layer of the model failed when the model was put together.

        Such a model is not called any more: what it would raise has been reported.

        Args:
            model: what was put together.
            errors: the layers that failed, by `id`.
        """
        if self.is_subclassed(model):
            return bool(errors) and any(id(layer) in errors for layer in self.layers_in(model))
        return any(
            id(layer) in errors
            or (self.is_model(layer) and self.is_poisoned(layer, errors))
            or any(map(poison.is_poison, tensors))
            for layer, tensors in self.connected(model)
        )

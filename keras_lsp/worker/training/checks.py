"""What a training call would do with data, model, loss and metrics, found out symbolically.

How data is read and how a model, a loss and metrics are called without values is asked of
the Keras at hand, in a class derived from `Check`.
"""

from __future__ import annotations

import abc
import contextlib
import dataclasses
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.presentation.figures import shape_text
from keras_lsp.report.hints import FailedCall
from keras_lsp.rules.graph import activation, gives
from keras_lsp.worker.problems import causes, exceptions
from keras_lsp.worker.training import arrays, explanations, losses, optimizers, own_steps
from keras_lsp.worker.training.feeds import Batch, Feed
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.worker.trace.record import Trace


# What Keras says of NumPy's arrays of texts and bytes.
_WIDE_TEXTS = ("Invalid dtype: str", "Invalid dtype: bytes")


class Check(abc.ABC):
    """One call of a training method, checked.

    Args:
        trace: the run.
        model: whose method it is.
        method: its name.
        site: the user's expression.
        given: its arguments by name.
        compiled: the expression that compiled the model, if one of the user's did.

    Attributes:
        trace, model, method: see above.
        batch: the data, once it has been read.
        steps: how many batches there are, if that is known.
    """

    def __init__(
        self,
        trace: Trace,
        model: Any,
        method: str,
        site: report.Span,
        given: dict[str, Any],
        compiled: report.Span | None = None,
    ) -> None:
        self.trace = trace
        self.model = model
        self.method = method
        self._adapter = trace.adapter
        self._site = site
        self.given = given
        self._compiled = compiled
        self._step = "data"
        self._role = "x", "y"
        self._worked = False
        self._output: Any = None
        self.batch: Batch | None = None
        self.steps: int | None = None
        # The number of samples and the size of a batch, while the last batch is checked.
        self._rest: tuple[int, int] | None = None

    # What the Keras at hand does.

    def graph(self) -> contextlib.AbstractContextManager[Any]:
        """Where the symbolic tensors of one check live."""
        return contextlib.nullcontext()

    @abc.abstractmethod
    def read(self, feed: Feed) -> Batch:
        """The first batch of what goes into `fit`, `evaluate` or `predict`.

        Raises:
            ValueError: what Keras says of data that it cannot read.
        """

    def rest(self, feed: Feed) -> tuple[int, int] | None:  # noqa: ARG002 - see below
        """The number of samples and the size of a batch, if the last batch is a smaller one.

        Returns:
            None too where the model is not made for batches of one size.
        """
        return None

    @abc.abstractmethod
    def assert_compiled(self, method: str) -> None:
        """Raise what Keras raises where a model is trained by `method` and not compiled."""

    @abc.abstractmethod
    def unpack(self, data: Any) -> tuple[Any, Any, Any]:
        """Inputs, targets and weights of what is given as `validation_data`."""

    @abc.abstractmethod
    def output(self, x: Any, site: report.Span | None) -> Any:
        """The model's symbolic output; watched, as if the expression at `site` called it."""

    @abc.abstractmethod
    def logs(self, batch: Batch, output: Any) -> list[str]:
        """The keys of what one step of training gives: loss and metrics are computed."""

    @abc.abstractmethod
    def own_step(self, name: str, feed: Feed) -> list[str] | None:
        """Go through a step that the program defines itself; the keys of what it gives.

        Args:
            name: `train_step` or `test_step`.
            feed: the data.

        Returns:
            None if the step cannot be followed here; an empty list if it gives no logs.
        """

    @abc.abstractmethod
    def numpy_dtype(self, tensor: Any) -> Any:
        """The dtype of a symbolic tensor, as NumPy takes it."""

    @abc.abstractmethod
    def compiled(self) -> object:
        """What stands for the loss and the metrics of the model, as they are now."""

    @abc.abstractmethod
    def loss(self) -> Any:
        """What `compile` was given as `loss`."""

    def input_names(self) -> Sequence[str]:
        """Under which keys of a dictionary the model finds its inputs; empty if it has none."""
        return getattr(self.model, "input_names", None) or []

    # What follows from it.

    def is_subclassed(self) -> bool:
        """Whether the model is neither a Sequential nor a Functional one."""
        return self._adapter.is_subclassed(self.model)

    def train(self) -> list[str]:
        """Check data, model, loss and metrics; give the keys of the logs."""
        self.assert_compiled(self.method)
        feed = self._feed()
        with self.graph():
            found = self._one(self.read(feed))
            self._try_rest(feed)
            return found

    def _try_rest(self, feed: Feed) -> None:
        """Check the last batch, where it is smaller than the others and the model minds it."""
        rest = self.rest(feed)
        if rest is None:
            return
        samples, size = rest
        steps, epochs = self.given.get("steps_per_epoch", self.given.get("steps")), 1
        if isinstance(steps, int):
            epochs = self.given.get("epochs", 1)
            if not isinstance(epochs, int) or steps * epochs <= samples // size:
                return  # It does not come so far.
        self._rest = samples, size
        self._call(self.read(dataclasses.replace(feed, last=True)))
        self._rest = None

    @property
    def _is_of_batch(self) -> bool:
        return self.method.endswith("_on_batch")

    def _feed(self) -> Feed:
        given = self.given.get
        return Feed(
            given("x"),
            given("y"),
            given("sample_weight"),
            given("class_weight"),
            given("batch_size"),
            given("validation_split") or 0.0,
            is_batch=self._is_of_batch,
        )

    def validate(self, data: Any) -> list[str]:
        """Check what is given as `validation_data`."""
        with self.graph():
            return self._one(self.read(self._validation(data)))

    def _validation(self, data: Any) -> Feed:
        self._role = "validation_data", "validation_data"
        self._step = "data"
        x, y, weight = self.unpack(data)
        size = self.given.get("validation_batch_size") or self.given.get("batch_size")
        return Feed(x, y, weight, batch_size=size)

    def follow(self, name: str) -> list[str] | None:
        """Go through the program's own `train_step` or `test_step`; see `own_step`."""
        found = self.own_step(name, self._feed())
        is_clear = self.given.get("y") is not None or shape_of(self.given.get("x")) is not None
        if is_clear and not self.trace.calls_of.get(id(self.model)):
            # It uses parts of the model alone. What goes into the whole is clear all the same.
            self.look(self.given.get("x"), self.given.get("y"))
        if found is None and not self.trace.calls_of.get(id(self.model)):
            said = explanations.of_step(name, type(self.model).__name__)
            self.trace.problem(report.Problem("KL912", "information", said, self._site))
        if name == "train_step" and own_steps.is_usual(self.model, self._adapter.layer):
            # Keras may not be able to read what the step reads itself.
            with contextlib.suppress(Exception):
                self._tell(self._facts(self.read(self._feed()), own_step=True))
        return found

    def follow_validation(self, data: Any) -> list[str] | None:
        """Go through `test_step` with what is given as `validation_data`."""
        return self.own_step("test_step", self._validation(data))

    def _one(self, batch: Batch) -> list[str]:
        self.batch = batch
        self.steps = batch.steps
        key = id(self.model), self.trace.made, self.compiled(), arrays.form(self._adapter, batch)
        known = self.trace.held.get(key)
        if known is not None:
            self._tell_again(batch, known[1])
            return [*known[0]]
        output = self._call(batch)
        self._step = "targets"
        found = self.logs(batch, output)
        facts = self._facts(batch)
        self.trace.held[key] = tuple(found), facts
        self._tell(facts)
        return found

    def _tell_again(self, batch: Batch, before: report.Training) -> None:
        """Say what is trained elsewhere, or in other batches, on data of the same form."""
        place = self._site, id(self.model), batch.size
        if self._role[0] == "x" and place not in self.trace.updates.told:
            facts = self._facts(batch)
            self._tell(dataclasses.replace(facts, outputs=before.outputs, losses=before.losses))

    def _tell(self, training: report.Training) -> None:
        """Say what the model is trained with, and how; of other methods, with what it fails."""
        if training.failed or training.trains:
            self.trace.updates.told.add((training.span, training.model, training.batch))
            self.trace.send(training)

    def _facts(
        self, batch: Batch, *, failed: bool = False, own_step: bool = False
    ) -> report.Training:
        outputs = self._adapter.flatten(self._output) if self._output is not None else []
        names = getattr(self.model, "output_names", None) or []
        return report.Training(
            self.method,
            self._site,
            id(self.model),
            self._arrays(0, batch.x, self.input_names()),
            self._arrays(1, batch.y, names),
            [shape_of(tensor) for tensor in outputs],
            losses.losses(self._adapter.package, self.loss(), len(outputs), names),
            self._compiled,
            validation=self._role[0] == "validation_data",
            failed=failed,
            own_step=own_step,
            sized=[] if failed else self._adapter.sized(self.trace, self.model, batch.x),
            **optimizers.facts(self._adapter, self.model, batch.size),
        )

    def _arrays(self, part: int, symbolic: Any, names: Sequence[str]) -> list[report.Array]:
        """What is known of the inputs, part 0, or the targets, part 1, in the model's order."""
        role = self._role[part]
        given = self.given.get(role)
        if role == "validation_data" and isinstance(given, tuple) and part < len(given):
            given = given[part]
        return arrays.arrays(self.trace, given, symbolic, names)

    def look(self, x: Any, y: Any = None) -> None:
        """Call the model with data of some form, if it can be called, to see its layers."""
        # The program would not have come this way.
        with self.trace.quietly(), contextlib.suppress(Exception), self.graph():
            self._call(self.read(Feed(x, y)))

    def predict(self) -> Any:
        """Check the data against the model; give zeros of the result's shape."""
        with self.graph():
            size = self.given.get("batch_size")
            feed = Feed(self.given.get("x"), batch_size=size, is_batch=self._is_of_batch)
            batch = self.batch = self.read(feed)
            output = self._call(batch)
            self._try_rest(feed)
            return self._adapter.map_structure(
                lambda tensor: arrays.predicted(
                    (batch.samples, *tensor.shape[1:]), self.numpy_dtype(tensor)
                ),
                output,
            )

    def _call(self, batch: Batch) -> Any:
        """The model's symbolic output; a model that nobody has called yet is watched."""
        self._step = "input"
        model, trace = self.model, self.trace
        site = trace.site_of(model)
        # What a model that worked cannot take is a fault of the data.
        self._worked = bool(trace.calls_of.get(id(model)))
        with trace.strictly() if self._worked else contextlib.nullcontext():
            self._output = self.output(batch.x, site if self.is_subclassed() else None)
        return self._output

    # What is wrong.

    def failed(self, error: Exception) -> None:
        """Report why the call would fail: at the user's innermost line, else at the call."""
        text = causes.clean(str(error))
        inner = causes.innermost(self.trace.sources, error.__traceback__)
        if inner is not None and not (self._worked and causes.is_about_shapes(text)):
            problem = exceptions.problem_of(self.trace, error, self._site)
            if problem is not None:
                note = f"`model.{self.method}` calls the model here"
                problem.related.append(report.Related(self._site, note))
                self.trace.problem(problem)
            return
        facts = self._facts(self.batch, failed=True) if self.batch is not None else None
        if facts is not None:
            self._tell(facts)
        code, message = self._explain(text, facts)
        if isinstance(error, KeyError) and code == "KL404":
            message = f"KeyError: {message}"
        if not self.trace.refuse((id(self.model), self.compiled(), code, message)):
            return
        related = [*self._of_model(), *self._of_data()]
        if inner is not None:
            related.insert(0, report.Related(inner, "The exception is raised here"))
        self.trace.problem(
            report.Problem(
                code,
                "error",
                f"`model.{self.method}`: {message}",
                self._site,
                f"{type(error).__name__}: {text}",
                related,
                data=FailedCall(type(self.model).__name__),
            )
        )

    def _explain(self, text: str, facts: report.Training | None) -> tuple[str, str]:
        first = text.split("\n")[0].strip("\"' ")
        batch = self.batch
        if "Invalid `metrics`" in text:
            count = len(self._adapter.flatten(self._output))
            return "KL404", explanations.of_metrics(count)
        if first.startswith(_WIDE_TEXTS):
            return "KL404", explanations.of_texts(self.method)
        if "cardinality" in text:
            return "KL403", explanations.of_samples(text)
        if self._rest is not None:
            return "KL401", explanations.of_rest(*self._rest)
        if self._step == "input" and batch is not None and facts is not None:
            if isinstance(batch.x, dict):
                what = "`validation_data`" if facts.validation else "data"
                return "KL401", f"the model cannot take {what}: {first}"
            expected = [shape_of(tensor) for tensor in getattr(self.model, "inputs", None) or []]
            shapes = [shape_of(tensor) for tensor in self._adapter.flatten(batch.x)]
            return "KL401", explanations.of_inputs(facts, shapes, expected)
        if self._step == "targets" and batch is not None and facts is not None:
            if batch.y is None:
                return "KL402", f"there are no targets, but the loss needs some. {first}"
            count, wanted = len(facts.targets), len(facts.outputs)
            if count != wanted:
                return "KL402", f"{explanations.of_counts(facts)} {first}"
            if causes.is_about_shapes(text):
                return "KL402", explanations.of_targets(facts, self._last_activation())
        return "KL404", first

    def _last_activation(self) -> str | None:
        """Which activation the only output of a graph has been through; None if not known."""
        tensors = None if self.is_subclassed() else getattr(self.model, "outputs", None)
        givers = self.trace.givers_of(tensors or [])
        call = self.trace.call_by_id(givers[0]) if len(givers) == 1 else None
        return activation(call) if call is not None else None

    def _of_model(self) -> Iterator[report.Related]:
        """The layer whose input or output the data does not fit."""
        site = self.trace.site_of(self.model)
        layers = self.model.layers
        if self._step == "targets":
            calls = [c for layer in layers[-1:] for c in self.trace.calls_of.get(id(layer), [])]
            if calls:
                yield gives(calls[-1])
                if self._compiled is not None:
                    yield report.Related(self._compiled, "The loss is set here")
                return
        expected = self._shapes(getattr(self.model, "inputs", None) or [])
        if self._step == "input":
            for layer in layers[:1] if expected else []:
                first = self.trace.calls_of.get(id(layer), [])
                where = first[0].span if first else self.trace.site_of(layer)
                if where is not None:
                    yield report.Related(where, f"The model takes {expected}")
        elif site is not None:
            name = getattr(self.model, "name", type(self.model).__name__)
            yield report.Related(site, f"`{name}` is made here")

    def _of_data(self) -> Iterator[report.Related]:
        """The statements that made the data."""
        if self._step not in ("data", "input", "targets"):
            return
        one = {self._role[self._step == "targets"]}
        for role in sorted(set(self._role) if self._step == "data" else one):
            if (value := self.given.get(role)) is not None:
                yield from arrays.made_here(self.trace, value)

    def _shapes(self, tensors: Any) -> str:
        """The shapes of all tensors of a structure, as text."""
        flat: list[Any] = []
        with contextlib.suppress(TypeError, ValueError):
            flat = self._adapter.flatten(tensors)
        return ", ".join(shape_text(shape_of(tensor)) for tensor in flat if tensor is not None)

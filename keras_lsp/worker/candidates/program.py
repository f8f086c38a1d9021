"""A program that has run, as the search for quick fixes sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keras_lsp.rules.graph import Graph
from keras_lsp.worker.candidates.edits import LayerExpression

if TYPE_CHECKING:
    from types import ModuleType

    from keras_lsp.report import Call, Problem, Report, Span, Training
    from keras_lsp.worker.source.syntax import ParsedFiles

# Whose values may be asked what they are; to ask others would execute code of the program.
_KNOWN = ("builtins", "numpy", "pandas", "tensorflow", "jax", "jaxlib", "torch")


@dataclass
class ProgramThatRan:
    """A program that has run.

    Attributes:
        record: all that the run found.
        texts: its files.
        namespace: its names.
        package: `keras` or `tf_keras`.
        graph: the record's calls.
    """

    record: Report
    texts: ParsedFiles
    namespace: dict[str, Any]
    package: ModuleType
    graph: Graph = field(init=False)

    def __post_init__(self) -> None:
        self.graph = Graph(self.record)

    def value(self, name: str) -> Any:
        """What a name stands for when the program has ended; None of what is no plain data."""
        value = self.namespace.get(name)
        return value if type(value).__module__.partition(".")[0] in _KNOWN else None

    def shape(self, name: str) -> tuple[int, ...] | None:
        """That of the array of this name; None if it is none."""
        shape = getattr(self.value(name), "shape", None)
        return shape if isinstance(shape, tuple) and shape else None

    def call(self, problem: Problem) -> Call | None:
        """The call that a problem is about: the last at its place, one that failed if any did."""
        calls = [call for call in self.record.calls if call.span == problem.span]
        failed = [call for call in calls if call.failed]
        found = failed or calls
        return found[-1] if found else None

    def training(self, problem: Problem) -> Training | None:
        """The training call that a problem is about."""
        here = [each for each in self.record.trainings if each.span == problem.span]
        found = [each for each in here if each.failed] or here
        return found[-1] if found else None

    def call_named(self, name: str) -> Call | None:
        """The first call of the layer of that name."""
        return next((call for call in self.record.calls if call.name == name), None)

    def maker(self, call: Call | None) -> LayerExpression | None:
        """The expression that made the layer of a call, if it names the layer's class."""
        maker = self.maker_at(call.constructor or call.span) if call is not None else None
        return maker if maker and call and maker.makes(call.class_name) else None

    def maker_at(self, span: Span | None) -> LayerExpression | None:
        """The call that stands at a place."""
        text = self.texts.of(span.path) if span is not None else None
        node = text.call(span) if text is not None and span is not None else None
        return LayerExpression(text, node) if text is not None and node is not None else None

    def last(self, training: Training) -> Call | None:
        """The call that computes the only output of the model in training."""
        model = self.graph.models.get(training.model)
        final = self.graph.final(model) if model is not None else []
        return final[0] if len(final) == 1 else None

    def identifiers(self, module: str) -> list[str]:
        """The names by which `keras.losses` and such know what they have."""
        found = vars(getattr(self.package, module, None) or object).items()
        names = [name for name, value in found if callable(value) and not name.startswith("_")]
        # Optimizers are classes, and known by their names in small letters too.
        return names + [name.lower() for name in names if module == "optimizers"]

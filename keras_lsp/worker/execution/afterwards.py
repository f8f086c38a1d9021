"""What happens when the program has ended: directives, and builders that it never called.

A builder is called with the defaults of its parameters. Where that is not possible, or
gives a model without an input, KL907 proposes directives.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Edit, Fix, Problem, Span
from keras_lsp.rules.layer_classes import TAKING_STRINGS
from keras_lsp.worker.endings import ProgramEndedError
from keras_lsp.worker.execution import guesses
from keras_lsp.worker.problems import exceptions
from keras_lsp.worker.silence import without_warnings
from keras_lsp.worker.standins import hyperparameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keras_lsp.programs.directives import Expression
    from keras_lsp.worker.execution.builders import Builder
    from keras_lsp.worker.execution.execute import Execution
    from keras_lsp.worker.source.sources import Sources
    from keras_lsp.worker.trace.record import Trace


class Afterwards:
    """One run, once its program has ended.

    Args:
        execution: what has been executed.
        trace: where problems go.

    Attributes:
        built: models by the builder that gave them, `build_model()`.
    """

    def __init__(self, execution: Execution, trace: Trace) -> None:
        self._execution = execution
        self._trace = trace
        self._sources: Sources = trace.sources
        self._adapter = trace.adapter
        self.built: dict[str, Any] = {}

    def perform(self) -> None:
        """Follow the directives, call the builders, and say what is still without an input.

        Raises:
            TimeLimitError: the run's time is up.
        """
        namespace = self._execution.module.__dict__
        for directive in self._sources.directives(self._sources.document).expressions:
            self._follow(directive)
        for builder in self._execution.builders.idle(
            namespace, self._adapter.makes_model, self._is_made
        ):
            root = builder.name.split(".")[0]
            # The program may have ended before its definition.
            if root in namespace:
                self._call(builder, namespace[root])
        self._adapter.suppose(self._trace)
        for name, span in self._never_called(namespace):
            message = f"`{name}` is never called on an input, so its shapes are not known."
            calls = guesses.inputs_for(name, takes_text=_takes_text(namespace[name]))
            self._propose(span, message, calls)

    def _is_made(self, cls: object) -> bool:
        """Whether the program made a model of the class."""
        return any(type(model) is cls for model in self._trace.models)

    def _never_called(self, namespace: dict[str, Any]) -> Iterator[tuple[str, Span]]:
        """Names of models of which nothing is known for lack of an input; where they were made."""
        trace = self._trace
        for name, model in list(namespace.items()):
            site = trace.site_of(model) if self._adapter.is_model(model) else None
            if site is None or site.path != trace.sources.document:
                continue
            if not self._adapter.is_alive(model):
                continue
            called = (
                model.built
                or trace.calls_of.get(id(model))
                or id(model) in trace.errors
                or id(model) in trace.tried
                or self._execution.builders.is_aborted(name)
            )
            if not called and self._adapter.lacks_input(model, trace.errors):
                yield name, site

    # Directives.

    def _follow(self, directive: Expression) -> None:
        """Evaluate a directive in the program's namespace, at its own place."""
        span = Span(
            self._sources.document,
            directive.line,
            directive.column,
            directive.line,
            directive.column + len(directive.text),
        )
        namespace = self._execution.module.__dict__
        if "keras" not in namespace:
            namespace["keras"] = self._adapter.package
        try:
            value = self._execution.evaluate(self._parse(directive))
        except SyntaxError as error:
            self._trace.problem(_broken_directive(span, error.msg))
        except (Exception, SystemExit, ProgramEndedError) as error:  # noqa: BLE001 - as any program
            found = exceptions.problem_of(self._trace, error, span)
            if found is not None and _contains(span, found.span):
                found = _broken_directive(span, found.message)
            if found is not None:
                self._trace.problem(found)
        else:
            self._note(directive.text.split("(")[0], value)

    def _parse(self, directive: Expression) -> ast.Expression:
        with without_warnings():
            tree = ast.parse(directive.text, self._sources.document, "eval")
        line = self._sources.line(self._sources.document, directive.line)
        shift = len(line[: directive.column - 1].encode())
        for node in ast.walk(tree):
            if isinstance(node, ast.expr):
                node.lineno = node.end_lineno = directive.line
                node.col_offset += shift
                node.end_col_offset = (node.end_col_offset or 0) + shift
        return tree

    def _note(self, name: str, value: Any) -> None:
        if self._adapter.is_model(value):
            self.built[f"{name}()"] = value

    # Builders.

    def _call(self, builder: Builder, owner: Any) -> None:
        value = owner
        for part in builder.name.split(".")[1:]:
            value = getattr(value, part, None)
        is_class = isinstance(builder.node, ast.ClassDef)
        if builder.tuned:
            value = getattr(self._instance(owner), builder.node.name, None)
        parameters = guesses.required_parameters(value)
        if parameters is None:
            return
        given = None if is_class else hyperparameters.arguments(value)
        if given is not None:
            # A tuner may give others, with which it holds.
            made, _ = self._try(functools.partial(value, **given))
            self._note(builder.name, made)
            return
        span = self._name_of(builder)
        # What has failed before its call has been said.
        unreached = builder.name in self._execution.builders.unreached
        if parameters and unreached:
            return
        if parameters:
            names = ", ".join(f"`{parameter.name}`" for parameter in parameters)
            message = f"`{builder.name}` is never called, and needs {names}."
            suffixes = guesses.ON_INPUTS if is_class else ("",)
            self._propose(span, message, guesses.examples(builder.name, parameters, suffixes))
            return
        made, failure = self._try(value)
        if failure and not unreached:
            message = f"`{builder.name}` is never called, and fails without arguments: {failure}"
            self._propose(span, message, [])
        elif is_class and not unreached:
            message = f"`{builder.name}` is never called on an input."
            calls = guesses.inputs_for(f"{builder.name}()", takes_text=_takes_text(made))
            self._propose(span, message, calls)
        self._note(builder.name, made)

    def _instance(self, cls: Any) -> Any:
        """An object of the class: one of the program's, else a new one; None if it needs more."""
        for value in list(self._execution.module.__dict__.values()):
            if type(value) is cls:
                return value
        return None if guesses.required_parameters(cls) else self._try(cls)[0]

    def _try(self, function: Callable[[], Any]) -> tuple[Any, str]:
        """What it gives, or why nobody can know; shape errors in it are reported as such."""
        with self._trace.assuming():
            try:
                return function(), ""
            except (Exception, SystemExit, ProgramEndedError) as error:  # noqa: BLE001 - as any program
                place = Span(self._sources.document, 1, 1, 1, 1)
                found = exceptions.problem_of(self._trace, error, place)
                if found is None:
                    return None, ""
                self._trace.problem(found)
                certain = self._trace.is_reported(found.code, found.span)
                return None, "" if certain else found.message

    def _name_of(self, builder: Builder) -> Span:
        path, line = self._sources.document, builder.node.lineno
        start = self._sources.line(path, line).find(builder.node.name) + 1
        return Span(path, line, start, line, start + len(builder.node.name))

    def _propose(self, span: Span, message: str, calls: list[str]) -> None:
        line = self._sources.line(span.path, span.line)
        indent = line[: len(line) - len(line.lstrip())]
        place = replace(span, column=1, end_line=span.line, end_column=1)
        fixes = [
            Fix(f"Insert `# keras-lsp: {call}`", [Edit(place, f"{indent}# keras-lsp: {call}\n")])
            for call in calls
        ]
        example = (
            f" Say how in a comment, for instance `# keras-lsp: {calls[0]}`." if calls else ""
        )
        problem = Problem("KL907", "information", message + example, span, candidates=fixes)
        self._trace.problem(problem)


def _takes_text(model: Any) -> bool:
    """Whether a model that has never been called has a layer for strings."""
    kinds = {type(layer).__name__ for layer in getattr(model, "layers", ())}
    return not kinds.isdisjoint(TAKING_STRINGS)


def _contains(outer: Span, inner: Span) -> bool:
    return (outer.path, outer.line) == (inner.path, inner.line) and outer.column <= inner.column


def _broken_directive(span: Span, reason: str) -> Problem:
    return Problem("KL907", "information", f"This directive failed: {reason}", span)

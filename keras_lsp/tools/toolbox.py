"""Does what the tools promise: each method is one tool, its arguments have been checked."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.presentation import cards, changes, problem_changes, summary, training_memory
from keras_lsp.presentation.sites import training_sites
from keras_lsp.programs.text import content
from keras_lsp.report import is_notebook
from keras_lsp.tools import answers, catalogue
from keras_lsp.tools.arguments import RefusedToolError, checked
from keras_lsp.tools.edits import as_replacements, replaced
from keras_lsp.tools.programs import Programs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from keras_lsp.plot import Format
    from keras_lsp.report import Model, Problem, Report
    from keras_lsp.runs.fixes import VerifiedFix
    from keras_lsp.runs.workers import Workers
    from keras_lsp.tools.programs import AskedProgram, Host

# Seconds in which quick fixes are tried; whoever asks for them waits longer.
_GLANCE = 3.0
_PATIENCE = 20.0
_DPI = 100
_MEDIA = {"png": "image/png", "svg": "image/svg+xml", "blocks": "image/svg+xml"}


@dataclass(frozen=True)
class Answer:
    """What a tool answers.

    Attributes:
        text: for the model.
        picture: the bytes of an image; None if there is none.
        media: the type of the image.
    """

    text: str
    picture: bytes | None = None
    media: str = ""


class Toolbox:
    """The tools, for one host."""

    def __init__(self, workers: Workers, host: Host) -> None:
        self._programs = Programs(workers, host)
        self._tools = {
            "check": self._check,
            "explain": self._explain,
            "try_edit": self._try_edit,
            "fixes": self._fixes,
            "summary": self._summary,
            "plot": self._plot,
        }

    async def call(self, name: str, arguments: Mapping[str, Any] | None) -> Answer:
        """Use a tool; cancelling the task ends its runs.

        Raises:
            RefusedToolError: there is no such tool, or it cannot do what it was asked.
        """
        tool = catalogue.named(name)
        if tool is None:
            known = ", ".join(each.name for each in catalogue.TOOLS)
            raise RefusedToolError(f"There is no tool {name!r}; there are {known}.")
        given = checked(tool, arguments)
        path = self._programs.path_of(given["path"])
        return await self._tools[name](path, given)

    async def _check(self, path: str, given: dict[str, Any]) -> Answer:
        program = await self._programs.program(path, given.get("text"), anew=True)
        fixes = await self._verified(program, program.problems, _GLANCE)
        lines = [
            f"{self._name(path)}: {answers.verdict(program)}",
            *self._problems(program, fixes),
            *_still_trying(program),
        ]
        lines += answers.model_lines(program, self._name)
        shapes = answers.shape_lines(program) if given.get("shapes", True) else []
        lines += ["line → output · parameters", *shapes] if shapes else []
        return Answer("\n".join(lines))

    async def _explain(self, path: str, given: dict[str, Any]) -> Answer:
        if ("line" in given) == ("layer" in given):
            raise RefusedToolError("Give either `line` or `layer`.")
        program = await self._programs.program(path, given.get("text"))
        if "layer" in given:
            told = self._layer_cards(program, given["layer"])
        else:
            told = _line_cards(program, given["line"])
        text = "\n\n".join(map(cards.as_plain, told))
        return Answer(f"{self._name(path)}: {answers.verdict(program)}\n{text}")

    async def _try_edit(self, path: str, given: dict[str, Any]) -> Answer:
        if ("edits" in given) == ("text" in given):
            raise RefusedToolError("Give either `edits` or `text`.")
        if is_notebook(path):
            raise RefusedToolError(
                "path: edits of notebooks cannot be tried; check the code as text."
            )
        before = await self._programs.program(path)
        text = given.get("text")
        if text is None:
            text = replaced(before.text, given["edits"])
        after = await self._programs.program(path, text, trial=True)
        compared = problem_changes.compare(
            problem_changes.counted(before.problems), problem_changes.counted(after.problems),
            before.ran.text_of, after.ran.text_of,
        )  # fmt: skip
        fixes = await self._verified(after, compared.new, _GLANCE)
        lines = [f"{self._name(path)}, edited, not written: {_judgement(after, compared)}"]
        lines.append(f"with it: {answers.verdict(after)}")
        for title, problems, program in (
            ("new", compared.new, after), ("still", compared.same, after),
            ("gone", compared.gone, before),
        ):  # fmt: skip
            for problem in problems:
                told = [answers.problem_name(program, problem, self._name)]
                if title != "gone":
                    own = fixes.get(id(problem), ())
                    told = [*answers.problem_lines(program, problem, self._name, own)]
                lines += [f"{title} {told[0]}", *told[1:]]
        lines += [*_still_trying(after), *self._changes(before, after)]
        return Answer("\n".join(lines))

    async def _fixes(self, path: str, given: dict[str, Any]) -> Answer:
        program = await self._programs.program(path, given.get("text"))
        wanted = [
            problem
            for problem in program.problems
            if "line" not in given or problem.span.line <= given["line"] <= problem.span.end_line
        ]
        lines = [f"{self._name(path)}: {answers.verdict(program)}"]
        if not wanted:
            where = f" on line {given['line']}" if "line" in given else ""
            return Answer("\n".join([*lines, f"No problem{where}."]))
        found = await self._verified(program, wanted, _PATIENCE)
        numbers: dict[tuple[str, ...], int] = {}
        for problem in wanted:
            verified = found.get(id(problem), ())
            lines += answers.problem_lines(program, problem, self._name)
            serious = problem.severity in ("error", "warning")
            if serious and not verified and not _still_trying(program):
                lines.append("  No verified fix; change the text and `try_edit`.")
            for fix in verified:
                lines += self._edits(program, problem, fix, numbers)
        return Answer("\n".join([*lines, *_still_trying(program)]))

    async def _summary(self, path: str, given: dict[str, Any]) -> Answer:
        program = await self._programs.program(path, given.get("text"))
        model = _model(program, given.get("model"))
        report = program.ran.report
        trained = [site.memory for site in training_sites(report)]
        table = summary.as_markdown(
            model,
            report.models,
            training_memory.notes(trained, model),
            expand_nested=given.get("expand", False),
            bars=False,
        )
        return Answer(f"{self._name(path)}: {answers.verdict(program)}\n{table}")

    async def _plot(self, path: str, given: dict[str, Any]) -> Answer:
        from keras_lsp import plot

        program = await self._programs.program(path, given.get("text"))
        model = _model(program, given.get("model"))
        format_: Format = given.get("format", "png")
        look = plot.PlotOptions(show_costs=True, fold_repeats=True, dpi=_DPI)
        try:
            picture = await asyncio.to_thread(plot.render, model, look, format_)
        except plot.RenderError as error:
            raise RefusedToolError(str(error)) from None
        text = f"{answers.model_line(program, model, self._name)}\n{answers.verdict(program)}"
        return Answer(text, picture, _MEDIA[format_])

    # Parts of answers.

    def _name(self, path: str) -> str:
        return self._programs.name_of(path)

    async def _verified(
        self, program: AskedProgram, problems: Iterable[Problem], seconds: float
    ) -> dict[int, list[VerifiedFix]]:
        """The fixes that hold, by the problem's `id`."""
        trials = self._programs.trials(program)
        mendable = [problem for problem in problems if problem.candidates]
        if trials is None or not mendable:
            return {}
        try:
            found = await trials.of(mendable, seconds)
        except asyncio.CancelledError:
            trials.cancel()
            program.trials = None
            raise
        return {id(each): fixes for each, fixes in zip(mendable, found, strict=True)}

    def _problems(
        self, program: AskedProgram, fixes: Mapping[int, Sequence[VerifiedFix]]
    ) -> Iterator[str]:
        told: set[str] = set()
        for problem in program.problems:
            own = fixes.get(id(problem), ())
            new = [fix for fix in own if fix.title not in told]
            told |= {fix.title for fix in new}
            yield from answers.problem_lines(program, problem, self._name, new)
            if len(new) < len(own):
                yield "  fix: as above"

    def _edits(
        self,
        program: AskedProgram,
        problem: Problem,
        fix: VerifiedFix,
        numbers: dict[tuple[str, ...], int],
    ) -> Iterator[str]:
        """A fix, and its edits as `try_edit` takes them, each once; the fixes are numbered."""
        path = problem.span.path
        key = tuple(map(str, fix.edits))
        if key in numbers:
            yield f"  fix {numbers[key]}, too"
            return
        number = numbers[key] = len(numbers) + 1
        text = program.ran.text_of(path)
        edits = as_replacements(text, fix.edits) if text is not None else None
        if edits is None or program.layout is not None:
            yield f"  fix {number}: {fix.title}"
            return
        elsewhere = f" (in {self._name(path)})" if path != program.path else ""
        yield f"  fix {number}{elsewhere}: {fix.title}"
        yield f"  edits: {json.dumps(edits, ensure_ascii=False)}"

    def _layer_cards(self, program: AskedProgram, name: str) -> list[cards.Card]:
        report = program.ran.report
        found = [
            (model, layer)
            for model in report.models
            for layer in model.layers
            if name in (layer.name, "/".join(layer.path))
        ]
        outer = [each for each in found if not each[0].nested] or found
        if not outer:
            names = [layer.name for model in report.models for layer in model.layers]
            known = ", ".join(dict.fromkeys(names)) or "none"
            raise RefusedToolError(f"layer: there is no {name!r}; there are {known}.")
        return [cards.layer_card(report, model, layer) for model, layer in outer]

    def _changes(self, before: AskedProgram, after: AskedProgram) -> Iterator[str]:
        reports = before.ran.report, after.ran.report
        compared = changes.compare(*(report.models for report in reports))
        told = [change for change in compared if _is_outer(change)]
        for change in told:
            yield from answers.change_lines(change, reports)
        if not told:
            yield "no model, before or after"
        if any(change.text for change in told) or after.ran.report.status != "ok":
            return
        then, now = answers.shape_lines(before), answers.shape_lines(after)
        different = [line for line in now if _shape(line) not in Counter(map(_shape, then))]
        yield from (["lines that differ:", *different] if different else [])


def _still_trying(program: AskedProgram) -> list[str]:
    """What is said where none of the fixes is told, or not all, because they take long."""
    if program.trials is None or not program.trials.under_way:
        return []
    return ["Quick fixes are still being tried; ask `fixes` for them."]


def _shape(line: str) -> str:
    return line.partition(" ")[2]


def _is_outer(change: changes.ModelChange) -> bool:
    model = change.after or change.before
    return model is not None and not model.nested


def _judgement(after: AskedProgram, compared: problem_changes.ProblemChanges) -> str:
    """Whether the edit is an improvement, as far as problems say."""
    if after.ran.reason or after.ran.report.status not in ("ok", "failed"):
        return "unknown"
    new, gone = ([problem.severity for problem in each] for each in (compared.new, compared.gone))
    if "error" in new:
        return "worse: a new error"
    if gone and not new:
        return "better: a problem is gone" if compared.same else "mended: no problem is left"
    if new:
        return "mixed: problems gone and new" if gone else "worse: a new warning"
    return "no problem is new or gone" if compared.same else "fine before and after"


def _model(program: AskedProgram, name: str | None) -> Model:
    report: Report = program.ran.report
    models = report.models
    if not models:
        why = [f"L{problem.span.line} {problem.message}" for problem in program.problems]
        said = f" {why[0]}" if why else ""
        raise RefusedToolError(f"No model was built: {answers.verdict(program)}.{said}")
    if name is None:
        return ([model for model in models if not model.nested] or models)[-1]
    for model in reversed(models):
        if name in (model.variable, model.name, model.id):
            return model
    names = ", ".join(dict.fromkeys(model.variable or model.name for model in models))
    raise RefusedToolError(f"model: there is no {name!r}; there are {names}.")


def _line_cards(program: AskedProgram, line: int) -> list[cards.Card]:
    view = program.view
    if line > len(view.lines):
        raise RefusedToolError(f"line: the file has {len(view.lines)} lines.")
    text = content(view.lines[line - 1])
    column = len(text) - len(text.lstrip()) + 1
    things = [
        part.thing
        for hint in view.hints
        for part in hint.parts
        if part.first <= line - 1 <= hint.line
    ]
    told = [card for thing in things for card in cards.thing_cards(view, thing)]
    if not told:
        found = cards.at(view, line, column, text)
        told = found.cards if found else []
    if not told:
        lines = sorted({hint.line + 1 for hint in view.hints}, key=lambda each: abs(each - line))
        near = ", ".join(map(str, sorted(lines[:5])))
        known = f" Lines near it of which something is known: {near}." if near else ""
        raise RefusedToolError(f"line: nothing is known of line {line}.{known}")
    return told

"""What `keras-lsp diff` prints: text, JSON, a comment in Markdown; and the pictures to it."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.command_line import diff
from keras_lsp.presentation import budgets, change_text
from keras_lsp.presentation.figures import shapes_text
from keras_lsp.presentation.markup import escape, flat, with_code
from keras_lsp.presentation.model_figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keras_lsp.command_line.check import PathNames
    from keras_lsp.command_line.review import FileReview, Review
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.presentation.model_figures import Figure
    from keras_lsp.report import Problem, Shape

MARK = "<!-- keras-lsp diff -->"
"""What a comment begins with, so that the next one can take its place."""

_ROWS = 40
_INDENT = "  "
_DIFF_SIGNS = {"~": "!"}


@dataclass(frozen=True)
class Pictures:
    """The files of pictures, by model.

    Attributes:
        address: where they can be seen; empty if nowhere.
        names: of the files, by the `id` of a change.
    """

    address: str = ""
    names: dict[int, str] = field(default_factory=dict)


# For a person


def as_text(review: Review, names: PathNames) -> str:
    """The models that differ, with their layers, then the problems that are new and gone."""
    lines = []
    for file in review.files:
        lines += [f"{file.path}: {note}" for note in _notes(file, review)]
        for change in _different(file):
            lines += _text_of_change(file, change, review.revision)
        for sign, problems in (("new", file.problems.new), ("gone", file.problems.gone)):
            lines += [
                f"{sign}: {_place(problem, names)}: {problem.severity} {problem.code} "
                f"{_first(problem)}"
                for problem in problems
            ]
    return "".join(f"{line}\n" for line in lines or [f"No model changed since {review.revision}."])


def _text_of_change(file: FileReview, change: ModelChange, revision: str) -> Iterator[str]:
    fate = change_text.fate(change, revision)
    yield f"{file.path}: {_name(change)} {change_text.totals(change)}{fate}"
    for title, old, new in _shapes(change):
        if old != new:
            yield f"{_INDENT}{title}: {_arrow(old, new)}"
    for figure, told in _changed_figures(file, change):
        if figure.key != "params":  # They are in the totals.
            yield f"{_INDENT}{figure.title}: {told}"
    yield from (f"{_INDENT}{line}" for line in change_text.layer_lines(change, _ROWS))
    shares = _shares(file, change)
    if shares:
        yield f"{_INDENT}budget: {shares}"


def _shares(file: FileReview, change: ModelChange) -> str:
    """What the model takes of its budgets; empty if it has none."""
    now = file.now(change)
    return ", ".join(budgets.shares(now, file.budgets)) if now is not None else ""


# For a review


def as_markdown(review: Review, names: PathNames, pictures: Pictures | None = None) -> str:
    """One comment: a table of the models that differ, their layers, the problems.

    Args:
        review: what changed.
        names: how paths are shown.
        pictures: of the models.
    """
    pictures = pictures or Pictures()
    changes = [(file, change) for file in review.files for change in _different(file)]
    lines = [MARK, f"### Keras models since {_code(review.revision)}", "", _headline(review), ""]
    if changes:
        lines += _table(changes)
        for file, change in changes:
            lines += _details(file, change, pictures)
    for title, mark in (("New problems", "new"), ("Problems that are gone", "gone")):
        found = [
            f"- {problem.severity} {problem.code} in {_code(_place(problem, names))}: "
            f"{with_code(_first(problem))}"
            for file in review.files
            for problem in getattr(file.problems, mark)
        ]
        lines += [f"#### {title}", "", *found, ""] if found else []
    failed = [
        f"- {_code(file.path)}: {escape(note)}"
        for file in review.files
        for note in _notes(file, review)
    ]
    lines += ["#### Not compared", "", *failed, ""] if failed else []
    return "\n".join(lines).rstrip() + "\n"


def _headline(review: Review) -> str:
    changes = [change for file in review.files for change in _different(file)]
    new = [problem for file in review.files for problem in file.problems.new]
    gone = [problem for file in review.files for problem in file.problems.gone]
    added = sum(change.before is None for change in changes)
    removed = sum(change.after is None for change in changes)
    errors = sum(problem.severity == "error" for problem in new)
    unknown = sum(bool(file.failure or file.unknown) for file in review.files)
    parts = [
        _counted(len(changes) - added - removed, "model changed", "models changed"),
        _counted(added, "new model", "new models"),
        _counted(removed, "model gone", "models gone"),
        _counted(errors, "**new error**", "**new errors**"),
        _counted(len(new) - errors, "new warning", "new warnings"),
        _counted(len(gone), "problem gone", "problems gone"),
        _counted(unknown, "file not compared", "files not compared"),
    ]
    told = ", ".join(filter(None, parts))
    return f"{told}." if told else "No model changed, and no problem is new or gone."


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}" if count else ""


def _table(changes: Sequence[tuple[FileReview, ModelChange]]) -> Iterator[str]:
    """Columns of which nothing is known are left out."""
    columns = [
        (title, side, cells)
        for title, side, cells in (
            *(
                (figure.title, "---:", [_figure(figure, *each) for each in changes])
                for figure in FIGURES
            ),
            ("Input → output", ":---", [_from_to(change) for _, change in changes]),
            ("Budget", ":---", [_shares(*each) for each in changes]),
        )
        if any(cells)
    ]
    yield _row(["Model", *(title for title, _, _ in columns)])
    yield _row([":---", *(side for _, side, _ in columns)])
    for number, (file, change) in enumerate(changes):
        name = f"{_code(_name(change))} in {_code(file.path)}"
        yield _row([name, *(escape(cells[number]) for _, _, cells in columns)])
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _figure(figure: Figure, file: FileReview, change: ModelChange) -> str:
    then, now = file.then(change), file.now(change)
    if then is not None and now is not None:
        return figure.change(then, now)
    text = "".join(figure.text(each) for each in (then, now) if each is not None)
    return f"{text} ({'new' if then is None else 'gone'})" if text else ""


def _from_to(change: ModelChange) -> str:
    texts = [
        f"{shapes_text(model.input_shapes)} → {shapes_text(model.output_shapes)}"
        for model in (change.before, change.after)
        if model is not None and model.output_shapes
    ]
    return ", now ".join(dict.fromkeys(texts))


def _details(file: FileReview, change: ModelChange, pictures: Pictures) -> Iterator[str]:
    rows = [line.rstrip() for line in change_text.layer_lines(change, _ROWS)]
    picture = pictures.names.get(id(change))
    if not rows and picture is None:
        return
    fate = change.text or "unchanged"
    name, path = html.escape(_name(change)), html.escape(flat(file.path))
    name = f"<code>{name}</code> in <code>{path}</code>"
    yield f"<details><summary>Layers of {name}: {fate}</summary>"
    yield ""
    if rows:
        longest = max(map(len, re.findall(r"`+", "\n".join(rows))), default=0)
        fence = "`" * max(3, longest + 1)
        yield f"{fence}diff"
        yield from (f"{_DIFF_SIGNS.get(row[0], row[0])}{row[1:]}" for row in rows)
        yield fence
        yield ""
    if picture is not None and pictures.address:
        yield f"![{_plain(_name(change))}]({pictures.address.rstrip('/')}/{picture})"
        yield ""
    elif picture is not None:
        yield f"Picture: {_code(picture)}"
        yield ""
    yield "</details>"
    yield ""


def _code(text: str) -> str:
    return f"`{flat(text).replace('`', 'ʹ')}`"


def _plain(text: str) -> str:
    """A text within brackets."""
    return re.sub(r"[<>&\[\]()`*|]", "·", flat(text))


# For a program


def as_json(review: Review, names: PathNames) -> str:
    """Everything that is known of the change."""
    files = [
        {
            "path": file.path,
            "error": file.failure or None,
            "error_before": file.unknown or None,
            "models": [
                diff.json_of_model(each, file.before, file.after, file.budgets)
                for each in file.changes
            ],
            "new_problems": [_json_of_problem(each, names) for each in file.problems.new],
            "gone_problems": [_json_of_problem(each, names) for each in file.problems.gone],
        }
        for file in review.files
    ]
    told = {
        "version": 1, "revision": review.revision, "commit": review.commit, "files": files,
    }  # fmt: skip
    return json.dumps(told, indent=1) + "\n"


def _json_of_problem(problem: Problem, names: PathNames) -> dict[str, Any]:
    place = names.place(problem.span)
    return {
        "code": problem.code,
        "severity": problem.severity,
        "path": place.path,
        "cell": place.cell,
        "line": place.line,
        "message": problem.message,
    }


# Pictures


def draw(review: Review, directory: Path, address: str) -> Pictures:
    """Write a picture of each model that differs, with what changed marked.

    Args:
        review: what changed.
        directory: which is made if it is not there.
        address: where its files can be seen.

    Raises:
        RenderError: a model cannot be drawn.
        OSError: a file cannot be written.
    """
    from keras_lsp import plot

    found: dict[int, str] = {}
    taken: set[str] = set()
    for file in review.files:
        for change in _different(file):
            model = change.after or change.before
            if model is None or not model.layers:
                continue
            look = plot.PlotOptions(
                fold_repeats=True, changes=change.marks, since=change if change.before else None
            )
            picture = plot.render(model, look, "svg")
            stem = re.sub(r"\W+", "-", f"{Path(file.path).with_suffix('')}-{_name(change)}")
            name = f"{stem}.svg"
            number = 2
            while name in taken:
                name, number = f"{stem}-{number}.svg", number + 1
            taken.add(name)
            directory.mkdir(parents=True, exist_ok=True)
            (directory / name).write_bytes(picture)
            found[id(change)] = name
    return Pictures(address, found)


# Parts


def _different(file: FileReview) -> list[ModelChange]:
    """The models of which a layer or a figure differs, as when only the batch is another one."""
    return [change for change in file.changes if change.text or _changed_figures(file, change)]


def _changed_figures(file: FileReview, change: ModelChange) -> list[tuple[Figure, str]]:
    """The figures that differ, `4 → 8 (+4)`; none of a model that is new or gone."""
    then, now = file.then(change), file.now(change)
    if then is None or now is None:
        return []
    return [
        (figure, figure.change(then, now))
        for figure in FIGURES
        if figure.text(then) != figure.text(now)
    ]


def _notes(file: FileReview, review: Review) -> Iterator[str]:
    """What a person must know beside the changes of a file."""
    if file.failure:
        yield f"not analysed: {file.failure}"
    if file.unknown:
        yield f"not known at {review.revision}, so all of it is told as new: {file.unknown}"


def _name(change: ModelChange) -> str:
    model = change.after or change.before
    return flat(model.variable or model.name) if model is not None else ""


def _shapes(change: ModelChange) -> Iterator[tuple[str, list[Shape | None], list[Shape | None]]]:
    if change.before is not None and change.after is not None:
        yield "inputs", change.before.input_shapes, change.after.input_shapes
        yield "outputs", change.before.output_shapes, change.after.output_shapes


def _arrow(old: list[Shape | None], new: list[Shape | None]) -> str:
    return f"{shapes_text(old)} → {shapes_text(new)}"


def _place(problem: Problem, names: PathNames) -> str:
    place = names.place(problem.span)
    cell = "" if place.cell is None else f"cell {place.cell}:"
    return f"{place.path}:{cell}{place.line}"


def _first(problem: Problem) -> str:
    return flat(problem.message.splitlines()[0]) if problem.message else ""

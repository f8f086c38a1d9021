"""What is wrong, the places that explain it, and the edits that may fix it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from keras_lsp.report.hints import Hint
from keras_lsp.report.spans import Span

Severity = Literal["error", "warning", "information", "hint"]


@dataclass(slots=True)
class Related:
    """A place that explains a problem."""

    span: Span
    message: str


@dataclass(slots=True)
class Edit:
    """A change of text: what stands at `span` becomes `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(slots=True)
class Fix:
    """A candidate for a quick fix; it is shown only after a run of the changed text succeeded.

    Attributes:
        title: what it does, in the imperative: `Replace with keras.utils.to_categorical`.
        edits: all in the problem's own file, none overlapping another.
        of_removed_api: it replaces something that a newer Keras no longer has.
    """

    title: str
    edits: list[Edit]
    of_removed_api: bool = False


@dataclass(slots=True)
class Problem:
    """What becomes a diagnostic.

    Attributes:
        code: stable, e.g. `KL101`.
        message: for a person; what is wrong and, where it is known, what to do.
        detail: Keras' or Python's own text.
        related: the producer of the wrong tensor, and such.
        tags: `deprecated`, `unnecessary`.
        candidates: quick fixes that may help, the best first.
        fixes: titles of those that were tried and hold.
        data: what a quick fix needs to know.
        outermost: the expression, outside of all functions, from which the one that failed was
            called; None if it is that one itself.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    detail: str = ""
    related: list[Related] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    candidates: list[Fix] = field(default_factory=list)
    fixes: list[str] = field(default_factory=list)
    data: Hint | None = None
    outermost: Span | None = None


@dataclass(slots=True)
class Candidates:
    """What may help with the problem of that code at that place, which was sent without."""

    code: str
    span: Span
    fixes: list[Fix]

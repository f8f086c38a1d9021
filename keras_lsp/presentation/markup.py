"""Text as Markdown that shows just that text: no links, no pictures, no markup of its own.

What a program said, or called its layers, ends up in hovers; a reader may click there.
"""

from __future__ import annotations

import re

# An underscore within a word is none; addresses become links without any brackets.
_SPECIAL = re.compile(
    r"[\\`*\[\]<>|~&#]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=\bwww)\.|@", re.IGNORECASE
)


def flat(text: str) -> str:
    """The text on one line, without what cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def escape(text: str) -> str:
    """The text, in which nothing is Markdown."""
    return _escape_line_start(flat(text))


def code(text: str) -> str:
    """The text as code."""
    return f"`{flat(text).replace('`', 'ʹ') or ' '}`"


def with_code(text: str) -> str:
    """The text with what stands between backticks as code, and the rest escaped."""
    pieces = flat(text).split("`")
    # Backticks side by side would be one mark, and pair up in another way.
    if len(pieces) % 2 == 0 or not all(pieces[1:-1]):
        return escape(text)
    return "`".join(
        piece if index % 2 else _escape_line_start(piece) for index, piece in enumerate(pieces)
    )


def _escape_line_start(line: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", line)


def without_links(text: str) -> str:
    """The text for a message box, in which editors make links of `[label](target)`."""
    return flat(text).replace("](", "] (")

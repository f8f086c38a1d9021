"""How cards are written."""

from __future__ import annotations

import re

from keras_lsp.presentation.cards import Card, as_markdown, as_plain

CARD = Card(
    "dense_1 · Dense",
    rows=[("output", "(None, 2)")],
    header=("name", "output"),
    table=[("a|b", "(3,)")],
    more="… and 2 more",
    problems=["error KL101: `conv_1` needs *4* dimensions"],
)


def test_markdown() -> None:
    assert as_markdown(CARD) == (
        "**dense_1 · Dense**\n\n"
        "error KL101: `conv_1` needs \\*4\\* dimensions\n\n"
        "- output: `(None, 2)`\n\n"
        "| name | output |\n|---|---|\n| a\\|b | (3,) |\n\n"
        "… and 2 more"
    )


def test_plain_text() -> None:
    assert as_plain(CARD) == (
        "dense_1 · Dense\n"
        "error KL101: `conv_1` needs *4* dimensions\n"
        "output: (None, 2)\n"
        "name  output\n"
        "a|b  (3,)\n"
        "… and 2 more"
    )


HOSTILE = "x`\n\n[press](command:run) <img src=a> https://a.b `` [b](c:d) ```"


def test_what_a_program_says_makes_no_links() -> None:
    card = Card(
        HOSTILE,
        rows=[(HOSTILE, HOSTILE)],
        header=("name",),
        table=[(HOSTILE,)],
        problems=[f"error KL101: {HOSTILE}"],
    )
    assert live(as_markdown(card)) == ""


def live(markdown: str) -> str:
    """What of the text is neither code nor escaped and could begin a link or a tag."""
    text = re.sub(r"(?<!`)`(?!`)[^`\n]+(?<!`)`(?!`)", "", re.sub(r"\\.", "", markdown))
    return "".join(re.findall(r"[\[<`]|://", text))

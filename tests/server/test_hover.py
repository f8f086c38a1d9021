"""How cards are written."""

from __future__ import annotations

from keras_lsp.server.features.hover import Card, _markdown, _plain

CARD = Card(
    "dense_1 · Dense",
    rows=[("output", "(None, 2)")],
    header=("name", "output"),
    table=[("a|b", "(3,)")],
    more="… and 2 more",
    problems=["error KL101: `conv_1` needs *4* dimensions"],
)


def test_markdown() -> None:
    assert _markdown(CARD) == (
        "**dense\\_1 · Dense**\n\n"
        "error KL101: `conv_1` needs \\*4\\* dimensions\n\n"
        "- output: `(None, 2)`\n\n"
        "| name | output |\n|---|---|\n| a\\|b | (3,) |\n\n"
        "… and 2 more"
    )


def test_plain_text() -> None:
    assert _plain(CARD) == (
        "dense_1 · Dense\n"
        "error KL101: `conv_1` needs *4* dimensions\n"
        "output: (None, 2)\n"
        "name  output\n"
        "a|b  (3,)\n"
        "… and 2 more"
    )

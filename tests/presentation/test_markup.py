"""Text stays text in Markdown."""

from __future__ import annotations

import pytest

from keras_lsp.presentation import markup


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("dense_1", "dense_1"),
        ("_private_", r"\_private\_"),
        ("[press](command:x)", r"\[press\](command:x)"),
        ("![x](y)", r"!\[x\](y)"),
        ("<img src=x>", r"\<img src=x\>"),
        ("a|b", r"a\|b"),
        ("https://evil.example", r"https\://evil.example"),
        ("www.evil.example", r"www\.evil.example"),
        ("WWW.evil.example", r"WWW\.evil.example"),
        ("a@evil.example", r"a\@evil.example"),
        ("a\n\n# b\r\r[c]: d", r"a \# b \[c\]: d"),
        ("a\u202eb\x1b[0m", r"a b \[0m"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
    ],
)
def test_escaped(text: str, written: str) -> None:
    assert markup.escape(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("`conv_1` needs *4* dimensions", r"`conv_1` needs \*4\* dimensions"),
        ("needs `[x](y)`", "needs `[x](y)`"),
        ("one ` only [x](y)", r"one \` only \[x\](y)"),
        ("`a`` [x](y) ```", r"\`a\`\` \[x\](y) \`\`\`"),
        ("`a\n\n[x](y)`", "`a [x](y)`"),
    ],
)
def test_what_stands_between_backticks_is_code(text: str, written: str) -> None:
    assert markup.with_code(text) == written


def test_code_cannot_be_left() -> None:
    assert markup.code("a`b\n\n[x](y)") == "`aʹb [x](y)`"
    assert markup.code("") == "` `"


def test_a_message_box_has_no_links() -> None:
    assert markup.without_links("see [this](command:x)\nnow") == "see [this] (command:x) now"

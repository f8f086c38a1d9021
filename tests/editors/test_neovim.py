"""Neovim, headless, with the configuration that docs/editors.md has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.editors.desk import HERE, Desk, documented, program

NEOVIM = program("nvim")
pytestmark = pytest.mark.skipif(
    NEOVIM is None, reason="there is no Neovim: `make editors` installs one"
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    desk = Desk.prepared(tmp_path_factory.mktemp("neovim"))
    assert NEOVIM is not None
    here = HERE / "neovim"
    command = [NEOVIM, "--headless", "--clean", "-u", str(here / "init.lua")]
    return desk.edit([*command, "-c", f"luafile {here / 'test.lua'}"])


def test_hints_stand_at_the_ends_of_lines(seen: dict[str, Any]) -> None:
    assert seen["hints"]["4"].startswith("→ (None, 4)")


def test_a_problem_is_shown(seen: dict[str, Any]) -> None:
    problem = seen["diagnostic"]
    assert (problem["line"], problem["code"]) == (2, "KL501")


def test_the_hover_tells_of_a_layer(seen: dict[str, Any]) -> None:
    assert "output: `(None, 2) float32`" in seen["hover"]


def test_a_code_action_mends_the_problem_and_the_plot_is_drawn(seen: dict[str, Any]) -> None:
    assert Path(seen["plot"].removeprefix("file://")).read_text("utf-8").startswith("<?xml")


def test_the_configuration_is_documented() -> None:
    assert documented("neovim/init.lua")

"""Emacs with eglot, in batch mode, with the configuration that docs/editors.md has.

Eglot 1.9, which comes with Debian 12, knows no inlay hints.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.editors.desk import HERE, Desk, documented, program


def _missing() -> str:
    emacs = program("emacs")
    if emacs is None:
        return "there is no Emacs, and only root can install it"
    probe = [emacs, "--batch", "--eval", "(require 'eglot)"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        return "this Emacs has no eglot"
    return ""


MISSING = _missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    desk = Desk.prepared(tmp_path_factory.mktemp("emacs"))
    here = HERE / "emacs"
    emacs = program("emacs")
    assert emacs is not None
    return desk.edit([emacs, "--batch", "-l", str(here / "init.el"), "-l", str(here / "test.el")])


def test_a_problem_is_shown(seen: dict[str, Any]) -> None:
    assert seen["line"] == 2
    assert "keras.layers.core" in seen["message"]


def test_the_hover_tells_of_a_layer(seen: dict[str, Any]) -> None:
    assert "(None, 2) float32" in seen["hover"]


def test_a_code_action_mends_the_problem(seen: dict[str, Any]) -> None:
    assert seen["fixed"] == "from keras.layers import Dense"


def test_the_plot_is_drawn(seen: dict[str, Any]) -> None:
    assert Path(seen["plot"]).read_text("utf-8").startswith("<?xml")


def test_the_configuration_is_documented() -> None:
    assert documented("emacs/init.el")

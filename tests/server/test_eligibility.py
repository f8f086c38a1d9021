"""Which documents are never run."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

from keras_lsp.programs.eligibility import never_run

INSTALLED = "it belongs to an installed package or to Python itself"


def test_no_file() -> None:
    assert never_run("", "") == "only files on disk are run"


def test_installed_packages_of_any_interpreter() -> None:
    assert never_run("/x/lib/python3.12/site-packages/keras/layers.py", "") == INSTALLED
    assert never_run("/usr/lib/python3/dist-packages/numpy/a.py", "") == INSTALLED
    assert never_run("/opt/py/lib/python3.12/json/decoder.py", "") == INSTALLED


def test_the_servers_own_standard_library() -> None:
    assert (
        never_run(str(Path(sysconfig.get_path("stdlib"), "json", "decoder.py")), "") == INSTALLED
    )
    assert never_run(str(Path(sys.prefix, "bin", "tool.py")), "") == INSTALLED


def test_a_virtual_environment(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert never_run(str(tmp_path / "env" / "src" / "a.py"), "") == INSTALLED
    assert never_run(str(tmp_path / "a.py"), "") == ""


def test_below_the_users_interpreter_but_not_beside_it() -> None:
    assert never_run("/conda/envs/tf/lib/tool.py", "/conda/envs/tf/bin/python") == INSTALLED
    assert never_run("/usr/src/app/train.py", "/usr/bin/python3") == ""

"""Whether packages are still those that were imported."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from keras_lsp.runs.installed import Installed

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_is_written_anew_or_goes_or_comes_is_a_change(tmp_path: Path) -> None:
    here, gone, absent = (str(tmp_path / name) for name in ("here.py", "gone.py", "absent.py"))
    for path in (here, gone):
        (tmp_path / path).write_text("x")
    installed = Installed()
    installed.add([here, gone, absent])
    assert installed.changed_files() == []
    os.utime(here, ns=(0, 0))
    os.unlink(gone)
    (tmp_path / "absent.py").write_text("")
    assert installed.changed_files() == [here, gone, absent]

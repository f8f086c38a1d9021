"""Pythons that have what this one has, and more."""

from __future__ import annotations

import sysconfig
import venv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def python_in(directory: Path) -> tuple[str, Path]:
    """Make a virtual environment there: its Python, and where more packages can be put."""
    venv.create(directory, symlinks=True)
    (site,) = directory.glob("lib/python3*/site-packages")
    (site / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    return str(directory / "bin" / "python"), site

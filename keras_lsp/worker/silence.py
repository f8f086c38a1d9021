"""Warnings that are none of the program's are not shown, and those that are stay as they were."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# As `warnings.simplefilter("ignore")` puts it.
_IGNORING = ("ignore", None, Warning, None, 0)


@contextlib.contextmanager
def without_warnings() -> Iterator[None]:
    """Show no warnings meanwhile; filters that are set meanwhile are set back.

    `warnings.catch_warnings` would do so as well, but has those shown again afterwards that were
    shown before, and are to be shown once.
    """
    filters: list[Any] = warnings.filters  # type: ignore[assignment]
    before = [*filters]
    filters.insert(0, _IGNORING)
    try:
        yield
    finally:
        if filters != [_IGNORING, *before]:
            warnings.resetwarnings()
        filters[:] = before


def show_anew() -> None:
    """Have warnings shown again that are shown once, and were: by no program."""
    filters: list[Any] = warnings.filters  # type: ignore[assignment]
    before = [*filters]
    warnings.resetwarnings()
    filters[:] = before

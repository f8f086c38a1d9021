"""Warnings that are none of the program's are not shown, and those that are stay as they were."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        if filters == [_IGNORING, *before]:
            filters[:] = before
        else:
            show_anew(before)


def show_anew(filters: Iterable[Any]) -> None:
    """Set the filters, and have warnings shown again that are shown once, and were."""
    kept, present = [*filters], warnings.filters
    warnings.resetwarnings()
    assert isinstance(present, list)  # noqa: S101 - as `warnings` has it
    present[:] = kept

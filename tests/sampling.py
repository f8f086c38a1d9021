"""Long matrices: a part of each is in `make test`, all of it in the long forms (`-m ""`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable


def sampled(cases: Iterable[Any], every: int = 16) -> list[Any]:
    """Parameters for a test, of which all but each sixteenth have the mark `long`."""
    return [case if number % every == 0 else _long(case) for number, case in enumerate(cases)]


def _long(case: Any) -> Any:
    # `pytest.param` gives a tuple of its own.
    if hasattr(case, "marks"):
        return pytest.param(*case.values, marks=(*case.marks, pytest.mark.long), id=case.id)
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.long)

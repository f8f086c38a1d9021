"""How many values there are, where that may not be known."""

from __future__ import annotations

import itertools
from typing import Any

from keras_lsp.worker.values.unknown import Unknown, is_each, part, reason_of, source_of


def length(value: Any) -> Any:
    """`len` for the user's modules: that of an unknown is unknown, not a number.

    Likewise that of a collection which was made by going through an unknown.
    """
    if isinstance(value, Unknown):
        return part(value, "len({})")
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        each = next(filter(is_each, itertools.islice(value, 1000)), None)
        if each is not None:
            unknown = _first_unknown(each)
            return Unknown(reason_of(unknown), source=source_of(unknown))
    return len(value)


def _first_unknown(value: Any) -> Unknown:
    found = value if isinstance(value, Unknown) else next(filter(is_each, value))
    return found if isinstance(found, Unknown) else _first_unknown(found)

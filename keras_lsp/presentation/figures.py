"""Numbers and shapes as text for people: hints, hovers, tables, pictures.

Standard library only. Knows nothing of models, editors or Keras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.report import Shape, Weights

UNKNOWN = "?"

_SHORT_FROM = 100_000
_COUNT_UNITS = ("K", "M", "B", "T", "P", "E")
_BYTE_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


def shape_text(shape: Shape | None) -> str:
    """The shape as Python writes a tuple, e.g. `(None, 2)`, `(3,)`; `?` if it is not known.

    A size that is not known stands there by its name: `(None, len(words))`.
    """
    if shape is None:
        return UNKNOWN
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def shapes_text(shapes: Iterable[Shape | None]) -> str:
    """Each shape as `shape_text`, joined by commas; `?` if there is none."""
    return ", ".join(shape_text(shape) for shape in shapes) or UNKNOWN


def count_text(count: int) -> str:
    """The exact number with thousands separators, e.g. `1,234,567`."""
    return f"{count:,}"


def short_count(count: int) -> str:
    """The number, short: exact below 100,000, else e.g. `388K`, `23.6M`, `175B`.

    Thousands are whole; above them, below a hundred units there is one decimal place.
    """
    if abs(count) < _SHORT_FROM:
        return count_text(count)
    for power, unit in enumerate(_COUNT_UNITS, start=1):
        scaled = count / 1000**power
        places = 1 if unit != "K" and round(abs(scaled), 1) < 100 else 0
        rounded = round(scaled, places)
        if abs(rounded) < 1000 or unit == _COUNT_UNITS[-1]:
            break
    digits = f"{rounded:,.{places}f}"
    return f"{digits.removesuffix('.0')}{unit}"


def params_text(count: int) -> str:
    """`1 param`, `7 params`, `388K params`."""
    return f"{short_count(count)} {'param' if count == 1 else 'params'}"


def weights_text(weights: Iterable[Weights]) -> str:
    """The parameters of all: `7 params`; `at least 7 params`, `? params` if some are unknown."""
    listed = list(weights)
    count = sum(each.total for each in listed)
    if not any(each.at_least for each in listed):
        return params_text(count)
    return f"at least {params_text(count)}" if count else f"{UNKNOWN} params"


def change_text(count: int) -> str:
    """A change of parameters, with its sign: `+1,024 params`, `−1 param`."""
    return f"{'−' if count < 0 else '+'}{params_text(abs(count))}"


def memory_text(size: float) -> str:
    """`size` bytes as cards are sold, in steps of 1024: `14.7 GB`, `243 MB`."""
    gigabytes = size / 1024**3
    if gigabytes < 0.95:
        return f"{max(size / 1024**2, 1):.0f} MB"
    text = f"{gigabytes:.1f}" if round(gigabytes, 1) < 100 else f"{gigabytes:.0f}"
    return f"{text.removesuffix('.0')} GB"


def bytes_text(size: float) -> str:
    """`size` bytes as Keras writes memory: two decimals, steps of 1024, e.g. `28.00 B`."""
    for unit in _BYTE_UNITS[:-1]:
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} {_BYTE_UNITS[-1]}"

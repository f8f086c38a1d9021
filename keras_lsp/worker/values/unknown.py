"""A value that could not be had, and absorbs whatever the program does with it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NoReturn

from keras_lsp.worker.values.poison import UnknownDim, is_poison

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

_DUNDERS = (
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul "
    "rmatmul and rand or ror xor rxor lshift rlshift rshift rrshift neg pos abs invert "
    "lt le gt ge iadd isub imul itruediv getitem round divmod"
)


class UnknownValueError(TypeError):
    """A library asked for the elements of a value that is not known."""


class Unknown:
    """Stands for a value that the run could not compute.

    Attribute access, calls, indexing and arithmetic give the value itself back, so that
    one missing file does not silence the rest of a program.

    Args:
        reason: what is missing, for a person.
    """

    def __init__(self, reason: str) -> None:
        self.__dict__["_unknown_reason"] = reason

    def __getattr__(self, name: str) -> Unknown:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: object) -> None:
        pass

    def __delattr__(self, name: str) -> None:
        pass

    def __call__(self, *_: object, **__: object) -> Unknown:
        """What comes of it is as little known."""
        return self

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __delitem__(self, key: object) -> None:
        pass

    def __iter__(self) -> Iterator[Unknown]:
        # Unpacking is the usual reason to iterate: let it have as many values as it asks for.
        return iter([self] * _expected_values())

    def __len__(self) -> int:
        return 1

    def __bool__(self) -> bool:
        return True

    def __contains__(self, item: object) -> bool:
        return True

    def __hash__(self) -> int:
        return id(self)

    def __enter__(self) -> Unknown:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise UnknownValueError(repr(self))

    def __float__(self) -> NoReturn:
        # Nobody knows; the frame of this method says so to whoever asks why.
        raise UnknownValueError(repr(self))

    __int__ = __float__

    def __format__(self, specification: str) -> str:
        """The text that says what is missing, whatever a number would look like."""
        return repr(self)

    def __array_ufunc__(self, *_: object, **__: object) -> Unknown:
        return self

    def __array_function__(self, *_: object, **__: object) -> Unknown:
        return self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (UnknownBase,)

    def __repr__(self) -> str:
        return f"<unknown: {self.__dict__['_unknown_reason']}>"


class UnknownBase:
    """What a class inherits from whose base is unknown."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Unknown(f"attribute {name!r} of a class whose base is unknown")

    def __call__(self, *_: object, **__: object) -> Unknown:
        """An instance of the class: an unknown."""
        return Unknown("an instance of a class whose base is unknown")


def length(value: Any) -> Any:
    """`len` for the user's modules: that of an unknown is unknown, not a number."""
    return value if isinstance(value, Unknown) else len(value)


def _absorb(self: Unknown, *_: object) -> Unknown:
    return self


for _name in _DUNDERS.split():
    setattr(Unknown, f"__{_name}__", _absorb)


def _expected_values() -> int:
    """How many values the statement that is iterating wants to unpack; 1 if it does not."""
    import dis
    import sys

    frame = sys._getframe(2)
    code, offset = frame.f_code.co_code, frame.f_lasti
    if 0 <= offset < len(code):
        name = dis.opname[code[offset]]
        if name == "UNPACK_SEQUENCE":
            return code[offset + 1]
        if name == "UNPACK_EX":
            return (code[offset + 1] & 0xFF) + 1
    return 1


def contains_unknown(values: object) -> bool:
    """Whether an unknown is among `values`, or inside lists, tuples and dicts of it."""
    return _contains(values, _is_unknown, 3)


def is_tainted(value: object) -> bool:
    """Whether `value` is or holds an unknown, or the output of a layer that failed."""
    return _contains(value, _is_guess, 3)


def _is_unknown(value: object) -> bool:
    return isinstance(value, (Unknown, UnknownBase, UnknownDim))


def _is_guess(value: object) -> bool:
    return _is_unknown(value) or is_poison(value)


def _contains(value: Any, wanted: Callable[[object], bool], depth: int) -> bool:
    if wanted(value):
        return True
    if depth and type(value) in (list, tuple, set):
        return any(_contains(v, wanted, depth - 1) for v in itertools.islice(value, 1000))
    if depth and type(value) is dict:
        return any(
            _contains(v, wanted, depth - 1) for v in itertools.islice(list(value.values()), 1000)
        )
    return False

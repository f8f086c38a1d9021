"""A value that could not be had, and absorbs whatever the program does with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from keras_lsp.worker.values import forms, operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

# Of NumPy, between a number of its and an unknown.
_UFUNCS = {
    "add": "+", "subtract": "-", "multiply": "*", "floor_divide": "//", "remainder": "%",
    "power": "**",
}  # fmt: skip
_BINARY = 2
_CALLED = "{}()"
# Methods of a class that give an instance of it.
_CONSTRUCTORS = ("{}.from_preset", "{}.from_pretrained", "{}.from_config")
# Each of the values that an unknown has.
EACH = "{}[…each]"
_SHAPE = "{}.shape"
_LENGTH = "len({})"
# How the text of each begins.
TEXT = "<unknown:"
# What comes of something by so many steps has no name that would help.
_MAX_STEPS = 6
_MAX_PARTS = 1000
# So many indices one after another: nobody writes more.
_MAX_NESTED = 12


class UnknownValueError(TypeError):
    """A library asked for the elements of a value that is not known."""


@dataclass(frozen=True)
class Derivation:
    """What an unknown was computed from.

    Attributes:
        form: how the expression is written, with `{}` for each operand.
        operands: unknowns, and what else there is.
        sign: of arithmetic; empty for anything else.
        steps: how far it is from the value that is missing.
    """

    form: str
    operands: tuple[Any, ...]
    sign: str = ""
    steps: int = 1


class Unknown:
    """Stands for a value that the run could not compute.

    Attribute access, calls, indexing and arithmetic give unknowns, so that one missing file
    does not silence the rest of a program. The same attribute, item or length is the same
    unknown each time; what a call gives is not known to be.

    Args:
        reason: what is missing, for a person.
        origin: what it was computed from.
        source: the line of the program that would have given the missing value.
    """

    def __init__(self, reason: str, origin: Derivation | None = None, source: str = "") -> None:
        self.__dict__["_unknown_reason"] = reason
        self.__dict__["_unknown_source"] = source
        self.__dict__["_unknown_origin"] = origin

    def __getattr__(self, name: str) -> Unknown:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        item = part(self, f"{{}}.{name}")
        if name in forms.NOTED:
            item.__dict__["_unknown_method"] = name, self
        elif name in forms.INDEXERS:
            item.__dict__["_unknown_table"] = self
        return with_shape(item, forms.of_attribute(known_shape(self), name))

    def __setattr__(self, name: str, value: object) -> None:
        pass

    def __delattr__(self, name: str) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What comes of it is as little known, if it is no layer."""
        given = on_call(self, args, kwargs)
        if given is not None:
            return given
        result = derived(_CALLED, (self,))
        name, array = self.__dict__.get("_unknown_method", ("", None))
        if array is None:
            return result
        if name in forms.STATISTICS:
            result.__dict__["_unknown_statistic"] = True
        shape = known_shape(array)
        if shape is not None and (name in forms.CHANGING or kwargs.get("inplace")):
            _forget_shape(array)
            with_shape(array, forms.popped(shape, args) if name == "pop" else None)
        return with_shape(result, forms.of_method(name, shape, args, kwargs))

    def __getitem__(self, key: object) -> Unknown:
        simple = type(key) in (int, str)
        # Of each of the places it is each of the items.
        places = (key,) if is_each(key) else ()
        item = part(self, f"{{}}[{key!r}]") if simple else derived("{}[…]", (self, *places))
        table = _indexed(self)
        shape = forms.of_item(known_shape(self), key, of_indexer=table is not self)
        return _nested(with_shape(item, shape), self)

    def __setitem__(self, key: object, value: object) -> None:
        table = _indexed(self)
        if table is not self or isinstance(key, str) or forms.is_of_names(key):
            _forget_shape(table)  # It may have a column more.

    def __delitem__(self, key: object) -> None:
        _forget_shape(self)

    def __iter__(self) -> Iterator[Unknown]:
        # Unpacking is the usual reason to iterate: let it have as many values as it asks for.
        wanted = _expected_values()
        if wanted:
            return iter([self[place] for place in range(wanted)])
        return iter([_nested(derived(EACH, (self,)), self)])

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

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **_: object) -> Unknown:
        sign = _UFUNCS.get(ufunc.__name__, "") if method == "__call__" else ""
        if sign and len(inputs) == _BINARY:
            return derived(f"{{}} {sign} {{}}", inputs, sign)
        result = self._of_numpy(ufunc.__name__, inputs)
        return result if method != "__call__" else _of_elements(self, result, *inputs)

    def __array_function__(
        self, function: Any, _types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Unknown:
        result = self._of_numpy(function.__name__, args if not kwargs else ())
        shape = known_shape(args[0]) if args else None
        return with_shape(result, forms.of_function(function.__name__, shape, args[1:], kwargs))

    def _of_numpy(self, name: str, args: tuple[Any, ...]) -> Unknown:
        alone = len(args) == 1 and args[0] is self
        result = part(self, f"np.{name}({{}})") if alone else derived(f"np.{name}(…)", (self,))
        if name in forms.STATISTICS:
            result.__dict__["_unknown_statistic"] = True
        return result

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (UnknownBase,)

    def __repr__(self) -> str:
        return f"{TEXT} {self.__dict__['_unknown_reason']}>"


class UnknownBase:
    """What a class inherits from whose base is unknown."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Unknown(f"attribute {name!r} of a class whose base is unknown")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What comes of an instance of the class, if that is no layer: an unknown."""
        given = on_call(self, args, kwargs)
        return Unknown("an instance of a class whose base is unknown") if given is None else given


def _nothing(
    _subject: Unknown | UnknownBase, _args: tuple[Any, ...], _kwargs: dict[str, Any]
) -> Any:
    return None


# Knows what a call of an unknown gives, None if that is an unknown.
on_call: Callable[[Unknown | UnknownBase, tuple[Any, ...], dict[str, Any]], Any] = _nothing


def called_name(subject: Unknown | UnknownBase) -> str:
    """The last name of what is called, or of the class of which it is an instance."""
    if isinstance(subject, UnknownBase):
        return type(subject).__name__
    origin = origin_of(subject)
    whole = origin.operands[0] if origin is not None else None
    if origin is None or not isinstance(whole, Unknown):
        return ""
    if origin.form == _CALLED or origin.form in _CONSTRUCTORS:
        return called_name(whole)
    return origin.form.removeprefix("{}.")


def instance_of(name: str, reason: str) -> Unknown:
    """An object that is not known, of a class whose name is.

    Args:
        name: that of the class.
        reason: what is missing, for a person.
    """
    return derived(_CALLED, (derived(f"{{}}.{name}", (Unknown(reason),)),))


def reason_of(unknown: Unknown) -> str:
    """What is missing, for a person."""
    reason: str = unknown.__dict__["_unknown_reason"]
    return reason


def source_of(unknown: Unknown) -> str:
    """The line of the program that would have given the missing value; empty if not known."""
    source: str = unknown.__dict__["_unknown_source"]
    return source


def origin_of(unknown: Unknown) -> Derivation | None:
    """What it was computed from; None for the missing value itself, and far from it."""
    origin: Derivation | None = unknown.__dict__["_unknown_origin"]
    return origin


def part(whole: Unknown, form: str) -> Unknown:
    """What is computed from an unknown in such a way, which is the same each time."""
    parts: dict[str, Unknown] = whole.__dict__.setdefault("_unknown_parts", {})
    found = parts.get(form)
    if found is None:
        found = derived(form, (whole,))
        if len(parts) < _MAX_PARTS:
            parts[form] = found
    return found


def derived(form: str, operands: tuple[Any, ...], sign: str = "") -> Unknown:
    """What is computed from operands, of which one at least is unknown."""
    unknowns = [operand for operand in operands if isinstance(operand, Unknown)]
    origins = [origin_of(unknown) for unknown in unknowns]
    steps = 1 + max((origin.steps if origin else 0) for origin in origins)
    origin = Derivation(form, operands, sign, steps) if steps <= _MAX_STEPS else None
    return Unknown(reason_of(unknowns[0]), origin, source_of(unknowns[0]))


def with_shape(unknown: Unknown, shape: tuple[Any, ...] | None) -> Unknown:
    """The unknown, as an array of which the shape is known.

    Args:
        unknown: what is not known.
        shape: whole numbers, -1 for a size that is not known, or unknowns; None if the shape is
            not known either.
    """
    if shape:
        sizes = tuple(
            derived(f"{{}}.shape[{axis}]", (unknown,)) if size == -1 else size
            for axis, size in enumerate(shape)
        )
        parts = unknown.__dict__.setdefault("_unknown_parts", {})
        parts.update({_SHAPE: sizes, "{}.ndim": len(sizes), _LENGTH: sizes[0]})
    return unknown


def known_shape(value: Any) -> tuple[Any, ...] | None:
    """The shape of an unknown array, in which sizes may be unknowns; None if it is not known."""
    parts = value.__dict__.get("_unknown_parts", {}) if isinstance(value, Unknown) else {}
    shape = parts.get(_SHAPE)
    return shape if isinstance(shape, tuple) else None


def _forget_shape(unknown: Unknown) -> None:
    """Note that the array or table is another now; only how many there are is as it was."""
    parts = unknown.__dict__.get("_unknown_parts", {})
    if known_shape(unknown) is not None:
        unknown.__dict__["_unknown_parts"] = {_LENGTH: parts[_LENGTH]}


def _indexed(unknown: Unknown) -> Unknown:
    """The table, of its `loc`; of all else itself."""
    table: Unknown = unknown.__dict__.get("_unknown_table", unknown)
    return table


def _of_elements(array: Unknown, result: Unknown, *others: object) -> Unknown:
    """What is computed with each element of an array and with numbers: of the same shape."""
    numbers = all(
        other is array or isinstance(other, (int, float)) or _is_statistic(other)
        for other in others
    )
    return with_shape(result, known_shape(array)) if numbers else result


def _is_statistic(value: object) -> bool:
    """Whether it is the mean of something, or the like."""
    return isinstance(value, Unknown) and "_unknown_statistic" in value.__dict__


def _nested(item: Unknown, whole: Unknown) -> Unknown:
    """An item of an unknown.

    Raises:
        UnknownValueError: it is so far inside that a library must be looking for the innermost.
    """
    depth = whole.__dict__.get("_unknown_nested", 0) + 1
    if depth > _MAX_NESTED:
        raise UnknownValueError(repr(whole))
    item.__dict__["_unknown_nested"] = depth
    return item


def is_each(value: object) -> bool:
    """Whether it stands for each of unknown many values, or is computed from such.

    A list of unknown length may well be one of a known number of values.
    """
    if isinstance(value, tuple):
        return any(map(is_each, value[:10]))
    origin = origin_of(value) if isinstance(value, Unknown) else None
    return origin is not None and (origin.form == EACH or any(map(is_each, origin.operands)))


operators.install(Unknown, derived, _of_elements)


def _expected_values() -> int:
    """How many values the statement that is iterating wants to unpack; 0 if it does not."""
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
    return 0

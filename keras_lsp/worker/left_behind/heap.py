"""All objects that Python's garbage collector sees, and whether they hold what they held before.

What an object holds is what it refers to: the entries of a dictionary or list, the attributes of
an object, class or module, a function's code, defaults and closure. Compared is which objects
those are, not what they look like; an object that is put in the place of another one is seen even
if it equals it. What the collector does not see is in `beneath`.
"""

from __future__ import annotations

import collections
import gc
import itertools
import operator
import types
import weakref
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

# What cannot be changed, what changes by itself (frames), and references that keep nothing alive.
_PASSED_OVER = frozenset(
    {
        tuple,
        frozenset,
        types.FrameType,
        types.BuiltinFunctionType,
        types.MethodDescriptorType,
        types.WrapperDescriptorType,
        types.MethodWrapperType,
        types.GetSetDescriptorType,
        types.MemberDescriptorType,
        types.ClassMethodDescriptorType,
        weakref.ref,
    }
)
# What holds nothing but its entries, or what makes new ones.
_DICTIONARIES = (dict, collections.OrderedDict, collections.defaultdict)
# Objects that are looked at in one go.
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Change:
    """An object that holds something else than it did.

    Attributes:
        subject: the object.
        was: of a dictionary, what it held by key; of others, what it referred to.
        keys: of a dictionary, those under which there is something else now.
    """

    subject: Any
    was: Any
    keys: tuple[Any, ...] = ()


class AwaitedError(Exception):
    """Somebody waits for this process: there is no time to look at everything."""


class Heap:
    """The objects that there are now, which live as long as this does.

    What they hold is noted by `note`, which takes a while.
    """

    def __init__(self) -> None:
        self._objects: list[Any] = []
        self._others: list[_Batch] = []
        self._dictionaries: list[_Dictionaries] = []
        self._objects = [each for each in gc.get_objects() if type(each) not in _PASSED_OVER]

    def note(self, goes_on: Callable[[], bool], without: Iterable[Any] = ()) -> None:
        """Note what all objects hold.

        Args:
            goes_on: asked again and again; False ends it.
            without: objects that may hold something else later.

        Raises:
            AwaitedError: it was ended.
        """
        own = (self, vars(self), *vars(self).values())
        left_out = {id(each) for each in (*own, *without)}
        objects = [each for each in self._objects if id(each) not in left_out]
        known = set(map(id, objects))
        dictionaries = [each for each in objects if issubclass(type(each), dict)]
        others = [each for each in objects if type(each) not in _DICTIONARIES]
        for batch in _batches(others):
            if not goes_on():
                raise AwaitedError
            made = _Batch(batch)
            self._others.append(made)
            # A dictionary that holds only numbers and texts is not told by the collector.
            for each in made.held:
                if type(each) is dict and id(each) not in known:
                    known.add(id(each))
                    dictionaries.append(each)
        for each in [*dictionaries]:
            for value in dict.values(each):
                if type(value) is dict and id(value) not in known:
                    known.add(id(value))
                    dictionaries.append(value)
        for batch in _batches(dictionaries):
            if not goes_on():
                raise AwaitedError
            self._dictionaries.append(_Dictionaries(batch))
        self._objects.clear()

    def of_classes(self, names: Container[str]) -> Iterator[Any]:
        """The objects whose classes have these names."""
        for batch in self._others:
            for each in batch.objects:
                if type(each).__name__ in names:
                    yield each

    def changes(self) -> Iterator[Change]:
        """What holds something else now."""
        for batch in self._others:
            yield from batch.changes()
        for dictionaries in self._dictionaries:
            yield from dictionaries.changes()


def _batches(objects: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(objects), _BATCH):
        yield objects[start : start + _BATCH]


def are_same(one: Iterable[Any], other: Iterable[Any]) -> bool:
    """Whether these are the same objects in the same order; they are as many."""
    return all(map(operator.is_, one, other))


class _Batch:
    """Some objects, and what they refer to."""

    def __init__(self, objects: list[Any]) -> None:
        self.objects = objects
        self.held = gc.get_referents(*objects)
        self._counts = array("I", map(len, map(gc.get_referents, objects)))

    def changes(self) -> Iterator[Change]:
        now = gc.get_referents(*self.objects)
        if len(now) == len(self.held) and are_same(now, self.held):
            return
        place = 0
        for subject, count in zip(self.objects, self._counts, strict=True):
            was = self.held[place : place + count]
            place += count
            now = gc.get_referents(subject)
            if sorted(map(id, now)) != sorted(map(id, was)):
                yield Change(subject, was)


class _Dictionaries:
    """Some dictionaries, and what is in them."""

    def __init__(self, objects: list[Any]) -> None:
        self._objects = objects
        self._keys = self._all_keys()
        self._values = self._all_values()
        self._counts = array("I", map(dict.__len__, objects))

    def _all_keys(self) -> list[Any]:
        return [*itertools.chain.from_iterable(map(dict.keys, self._objects))]

    def _all_values(self) -> list[Any]:
        return [*itertools.chain.from_iterable(map(dict.values, self._objects))]

    def changes(self) -> Iterator[Change]:
        keys, values = self._all_keys(), self._all_values()
        if (
            len(keys) == len(self._keys)
            and are_same(values, self._values)
            and are_same(keys, self._keys)
        ):
            return
        place = 0
        for subject, count in zip(self._objects, self._counts, strict=True):
            until = place + count
            old_keys, old = self._keys[place:until], self._values[place:until]
            place = until
            now = [*dict.values(subject)]
            if len(now) != count or not are_same(now, old) or not are_same(subject, old_keys):
                was = dict(zip(old_keys, old, strict=True))
                changed = changed_keys(was, subject)
                if changed:
                    yield Change(subject, was, changed)


def changed_keys(was: dict[Any, Any], now: dict[Any, Any]) -> tuple[Any, ...]:
    """The keys under which there is another object, or one only before or now."""
    nothing = object()
    both = [*was, *(key for key in dict.keys(now) if key not in was)]
    return tuple(key for key in both if was.get(key, nothing) is not dict.get(now, key, nothing))

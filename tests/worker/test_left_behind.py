"""What is different in a process is seen, whatever holds it; what is only looked at is not."""

from __future__ import annotations

import collections
import json
import json.decoder
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.worker.left_behind.heap import AwaitedError, Heap

if TYPE_CHECKING:
    from collections.abc import Callable


class Holder:
    here = 1

    def __init__(self) -> None:
        self.value: Any = 1.5


def function(value: object = None) -> object:
    return value


def other(value: object = None) -> object:
    return value


def outer() -> Callable[[], Any]:
    inside = [1]

    def inner(new: Any = None) -> Any:
        nonlocal inside
        inside = inside if new is None else new
        return inside

    return inner


HOLDER = Holder()
LIST: list[Any] = [1, 2]
OTHERS: list[Any] = []
NUMBERS = {"a": 1, "b": 2.5}
EQUAL = {"a": 1}
RENAMED = {"a": True}
SET = {1, 2}
QUEUE = collections.deque([1])
INNER = outer()
# Each changes something that a program may change, and says whose change is seen.
CHANGES: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "an entry of numbers": (lambda: NUMBERS.__setitem__("a", 3), lambda: NUMBERS),
    "a key": (lambda: RENAMED.__setitem__("c", RENAMED.pop("a")), lambda: RENAMED),
    "an equal number": (lambda: EQUAL.__setitem__("a", True), lambda: EQUAL),
    "an item": (lambda: LIST.__setitem__(0, 3), lambda: LIST),
    "a further item": (lambda: OTHERS.append(3), lambda: OTHERS),
    "a member": (lambda: SET.add(3), lambda: SET),
    "a queue": (lambda: QUEUE.append(3), lambda: QUEUE),
    "an attribute": (lambda: setattr(HOLDER, "value", 2.5), lambda: HOLDER),
    "a default": (lambda: setattr(function, "__defaults__", (3,)), lambda: function),
    "code": (lambda: setattr(other, "__code__", function.__code__), lambda: other),
    "what a function has closed over": (lambda: INNER([2]), lambda: INNER.__closure__[0]),  # type: ignore[attr-defined]
}


@pytest.fixture(scope="module")
def heap() -> Heap:
    found = Heap()
    found.note(lambda: True)
    return found


def test_each_change_is_seen_where_it_is(heap: Heap) -> None:
    subjects = {name: subject() for name, (_, subject) in CHANGES.items()}
    before = [*map(id, (each.subject for each in heap.changes()))]
    assert [name for name, each in subjects.items() if id(each) in before] == []
    for change, _ in CHANGES.values():
        change()
    after = [*map(id, (each.subject for each in heap.changes()))]
    assert [name for name, each in subjects.items() if id(each) not in after] == []


def test_the_attributes_of_classes_and_modules_are_seen_and_that_they_are_as_before(
    heap: Heap, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = {"here", "dumps", "x"}
    with monkeypatch.context() as patch:
        patch.setattr(Holder, "here", 2)
        patch.setattr(json, "dumps", function)
        patch.setitem(json.decoder.BACKSLASH, "x", "y")  # type: ignore[attr-defined]
        assert mine <= {key for change in heap.changes() for key in change.keys}
    assert not mine & {key for change in heap.changes() for key in change.keys}


def test_looking_at_everything_ends_when_somebody_waits() -> None:
    asked = iter([True, True, False])
    with pytest.raises(AwaitedError):
        Heap().note(lambda: next(asked))

"""What may be different after a run, since it makes no difference: what was found out is kept.

Each entry is a cache whose entries follow from their keys alone, or is filled when a part of a
library is used first.
"""

from __future__ import annotations

import gc
import itertools
import sys
import types
import weakref
from typing import TYPE_CHECKING, Any

from keras_lsp.report import wire
from keras_lsp.worker.left_behind.restoring import is_module_of_ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.left_behind.heap import Change, Heap

# By module: paths to dictionaries, or to objects whose attributes may change; behind a colon the
# names of those that may.
_CACHES: dict[str, tuple[str, ...]] = {
    "re": ("_cache", "_cache2"),
    "encodings": ("_cache",),
    "tempfile": (":_name_sequence",),
    "tensorflow.python.framework.device_spec": (
        "_STRING_TO_COMPONENTS_CACHE",
        "_COMPONENTS_TO_STRING_CACHE",
    ),
    "tensorflow.python.framework.device": ("_cached_mergers", "_string_merge_cache"),
    "tensorflow.python.framework.op_def_registry": ("_cache",),
    "tensorflow.python.framework.tensor_conversion_registry": ("_tensor_conversion_func_cache",),
    "tensorflow.python.eager.context": ("_device_parsing_cache",),
    "tensorflow.python.util.tf_stack": ("_source_mapper_stacks", "_source_filter_stacks"),
    "tensorflow.python.autograph.impl.conversion": ("_ALLOWLIST_CACHE._cache.data",),
    "tensorflow.python.autograph.impl.api": (
        "_TRANSPILER:_extra_locals",
        "_TRANSPILER._cache._cache.data",
    ),
    "tensorflow.python.ops.script_ops": ("_py_funcs:_unique_id", "_py_funcs._funcs.data"),
    "tensorflow.python.eager.polymorphic_function.atomic_function": ("RUNTIME_FUNCTION_REFS",),
    "tensorflow.core.config.flags": (":FLAGS",),
    "jax._src.mesh": ("empty_abstract_mesh:_any_axis_explicit,_any_axis_auto_or_manual",),
}
# Changes that are told.
_MOST_TOLD = 8
_EMPTY_NOTES = ("__annotations__",)
_NOTES = ("__slotnames__", "__warningregistry__")
# Classes whose objects are caches, of files or of what a number type can hold.
_CLASSES = {
    "FileFinder", "_abc_data", "_lru_cache_wrapper", "finfo", "iinfo", "LazyModule",
    # What they hold is compared, or set back, in `beneath`.
    "Context", "MT19937",
    # JAX makes one of values that are equal, and does not keep it alive.
    "WeakValueInterner",
}  # fmt: skip


class Allowed:
    """Decides about changes.

    Args:
        heap: what there is.
    """

    def __init__(self, heap: Heap) -> None:
        self._heap = heap
        # By the `id` of an object: the keys, or None for all.
        self._known: dict[int, tuple[str, ...] | None] = {}
        for module, paths in _CACHES.items():
            for path in paths:
                self._add(module, path)
        # What is known of each class, once it was asked for.
        for function in vars(wire).values():
            for cell in getattr(function, "__closure__", None) or ():
                if type(cell.cell_contents) is dict:
                    self._known[id(cell.cell_contents)] = None

    def _add(self, module: str, path: str) -> None:
        owner: Any = sys.modules.get(module)
        names, _, keys = path.partition(":")
        for name in filter(None, names.split(".")):
            owner = getattr(owner, name, None)
        if owner is None:
            return
        known = tuple(keys.split(",")) if keys else None
        self._known[id(owner)] = known
        if not isinstance(owner, dict):
            self._known[id(vars(owner))] = known

    def refuse(self, changes: list[Change]) -> str:
        """Some of the changes that are not allowed, in words; empty if all are."""
        if not changes:
            return ""
        parts = self._parts_of_caches()
        refused = (
            change
            for change in changes
            if id(change.subject) not in parts and not self._is_allowed(change)
        )
        return "; ".join(map(_words, itertools.islice(refused, _MOST_TOLD)))

    def _parts_of_caches(self) -> set[int]:
        """Dictionaries and sets of which Python's own caches consist."""
        found: set[int] = set()
        for cache in self._heap.of_classes(_CLASSES):
            parts = gc.get_referents(cache)
            found.update(id(part) for part in parts if type(part) in (dict, set))
        return found

    def _is_allowed(self, change: Change) -> bool:
        subject = change.subject
        if type(subject).__name__ in _CLASSES:
            return True
        if isinstance(subject, types.FunctionType):
            return _is_same_function(subject, change.was)
        if type(subject).__name__ == "TFModuleWrapper":
            return _is_looked_at(subject, change.was)
        if type(subject).__name__ == "Config" and type(subject).__module__ == "jaxlib._jax.config":
            # A setting of JAX that this thread has, now that it was used, as all have it.
            return {*map(id, gc.get_referents(subject))} == {*map(id, change.was)}
        if isinstance(subject, dict) and change.keys:
            keys = self._known.get(id(subject), ())
            if keys is None or all(key in keys for key in change.keys):
                return True
            return (
                all(_is_note(key, subject.get(key)) for key in change.keys)
                or _are_subclasses(subject)
                or all(str(key).startswith("thread.local.") for key in change.keys)
                or all(is_module_of_ours(subject.get(key)) for key in change.keys)
            )
        if id(subject) in self._known:
            return _others_are_same(subject, change.was, self._known[id(subject)])
        return _is_laid_out_anew(subject, change.was)


def _others_are_same(subject: Any, was: list[Any], names: tuple[str, ...] | None) -> bool:
    """Whether an object's other attributes are what they were."""
    if names is None:
        return True
    known = set(map(id, was))
    others = [value for name, value in vars(subject).items() if name not in names]
    return all(id(value) in known for value in others)


def _is_note(key: Any, value: Any) -> bool:
    """Whether Python itself notes this in a class or module when it is looked at."""
    return key in _NOTES or (key in _EMPTY_NOTES and value == {})


def _is_looked_at(subject: Any, was: list[Any]) -> bool:
    """Whether a module's wrapper only keeps what is in the module, which is looked at itself."""
    wrapped = object.__getattribute__(subject, "_tfmw_wrapped_module")
    known = {*map(id, was), *map(id, vars(wrapped).values())}
    new = [each for each in gc.get_referents(subject) if id(each) not in known]
    return all(type(each) is str for each in new)


def _are_subclasses(subject: dict[Any, Any]) -> bool:
    """Whether it is what a class knows its subclasses by, which it does not keep alive."""
    return all(
        type(key) is int and type(value) is weakref.ref and isinstance(value(), (type, type(None)))
        for key, value in subject.items()
    )


def _is_same_function(subject: Any, was: list[Any]) -> bool:
    """Whether a function was only looked at: Python makes its attributes and annotations then."""
    known = set(map(id, was))
    new = [each for each in gc.get_referents(subject) if id(each) not in known]
    notes = subject.__annotations__
    old_notes = [each for each in was if type(each) is tuple and len(each) == 2 * len(notes)]
    return all(
        type(each) is dict and (not each or (each is notes and bool(old_notes))) for each in new
    )


def _is_laid_out_anew(subject: Any, was: list[Any]) -> bool:
    """Whether an object has got a dictionary for the attributes that it had without one."""
    made = getattr(subject, "__dict__", None)
    now = gc.get_referents(subject)
    if type(made) is not dict or not any(each is made for each in now):
        return False
    spread = [each for each in now if each is not made] + [*made.values()]
    return sorted(map(id, spread)) == sorted(map(id, was))


def _words(change: Change) -> str:
    subject = change.subject
    if isinstance(subject, dict):
        keys = ", ".join(str(key)[:40] for key in change.keys[:3])
        kinds = ", ".join(type(subject.get(key)).__name__ for key in change.keys[:3])
        return f"{keys} ({kinds}) in {_name_of(subject)}"
    return f"an object of {type(subject).__module__}.{type(subject).__qualname__}{_named(subject)}"


def _named(subject: Any) -> str:
    name = getattr(subject, "__qualname__", None) or getattr(subject, "__name__", None)
    return f" `{name}`" if isinstance(name, str) else ""


def _name_of(subject: dict[Any, Any]) -> str:
    """Where a dictionary is, if it is a module's or class', or stands in one."""
    for owner, place in _places():
        if place is subject:
            return owner
    return "a dictionary"


def _places() -> Iterator[tuple[str, Any]]:
    for name, module in [*sys.modules.items()]:
        attributes = getattr(module, "__dict__", None)
        if type(attributes) is not dict:
            continue
        yield name, attributes
        for inner, value in [*attributes.items()]:
            yield f"{name}.{inner}", value
            if isinstance(value, type):
                held = [each for each in gc.get_referents(value) if type(each) is dict]
                yield from ((f"{name}.{inner}", each) for each in held)
            elif type(value) is not dict:
                yield f"{name}.{inner}", getattr(value, "__dict__", None)

"""KL602: what a program saves and could not load again.

A saved model holds the configuration of each layer, of which `load_model` makes a new one. For the
program's own classes that is tried here, without weights and without a file, as Keras does it.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import re
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Problem, Span
from keras_lsp.worker.problems.causes import follows_from_unknown
from keras_lsp.worker.trace import layer_calls
from keras_lsp.worker.values.searching import contains_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.source.syntax import ParsedFiles
    from keras_lsp.worker.trace.record import Trace

# Who loads the model names these; whether that is done is not known here.
_NOT_NAMED = re.compile("Could not locate|Unknown (layer|object|loss|metric|class)", re.IGNORECASE)
_MISSING = re.compile(r"missing \d+ required (?:positional|keyword-only) arguments?: ([^\n]*)")
_UNEXPECTED = re.compile(r"unexpected keyword argument '(\w+)'")
_CONFIGURED = (".keras", ".h5", ".hdf5")
# What is said of the class alone.
_NOT_OF_SAVING = (AttributeError, LookupError, TypeError, ValueError)
_DEEPEST = 8
_PLAIN = (bool, int, float, str)


def note(trace: Trace | None, model: Any, path: Any) -> None:
    """A program saves a model with its configuration, if the file's name says so."""
    if trace is not None and isinstance(path, str) and path.lower().endswith(_CONFIGURED):
        trace.saved.setdefault(id(model), model)


def check(trace: Trace, model: Any, path: Any) -> None:
    """What Keras 3 does of a save that could raise: each class of the program gives its arguments.

    Raises:
        NotImplementedError: one has some that cannot be written, and no `get_config`.
    """
    package = trace.adapter.package
    if not isinstance(path, str) or not path.endswith(".keras") or package.__version__[0] < "3":
        return
    if any(_is_users(trace, thing) for thing in _configured(trace, model)):
        with layer_calls.silently(trace), contextlib.suppress(*_NOT_OF_SAVING):
            package.saving.serialize_keras_object(model)


def problems(trace: Trace, texts: ParsedFiles) -> Iterator[Problem]:
    """The classes of the program whose objects a saved model could not be loaded with.

    Args:
        trace: a run that has ended.
        texts: the files.
    """
    if not trace.saved:
        return
    package = trace.adapter.package
    names = {
        name: value
        for name, value in trace.namespace.items()
        if inspect.isclass(value) or inspect.isfunction(value)
    }
    seen: set[type] = set()
    for model in trace.saved.values():
        for thing in (*_configured(trace, model), *_compiled(model)):
            cls = type(thing)
            if cls in seen or not _is_users(trace, thing):
                continue
            path = _path_of(cls)
            seen.add(cls)
            names.setdefault(cls.__name__, cls)
            with layer_calls.silently(trace):
                message = _fault(thing, names, package)
            place = _place_of(cls, path, texts)
            if message and place is not None:
                yield Problem("KL602", "warning", message, place)


def _configured(trace: Trace, thing: Any, depth: int = 0) -> Iterator[Any]:
    """A model, and what its configuration has.

    What a class of the program holds, that makes itself.
    """
    yield thing
    adapter = trace.adapter
    if depth >= _DEEPEST or (_is_users(trace, thing) and not adapter.is_model(thing)):
        return
    if adapter.is_model(thing) and adapter.is_subclassed(thing):
        return
    inner = thing.layers if adapter.is_model(thing) else adapter.held_by(thing)
    for each in inner:
        yield from _configured(trace, each, depth + 1)


def _is_users(trace: Trace, thing: Any) -> bool:
    return trace.sources.is_user(_path_of(type(thing)))


def _compiled(model: Any) -> Iterator[Any]:
    """The loss that a model was compiled with, and its metrics, as far as they are objects."""
    loss = getattr(model, "loss", None)
    for each in loss if isinstance(loss, (list, tuple)) else [loss]:
        if hasattr(each, "get_config"):
            yield each
    yield from (each for each in getattr(model, "metrics", ()) if hasattr(each, "get_config"))


def _fault(thing: Any, names: dict[str, Any], package: Any) -> str:
    """Why no other such object could be made of its configuration; empty if one can be."""
    name = type(thing).__name__
    try:
        told = package.saving.serialize_keras_object(thing)
    except NotImplementedError:
        return (
            f"A saved `{name}` cannot be loaded again, and saving it may fail: it needs a "
            "`get_config` that says what its `__init__` is given."
        )
    except Exception as error:  # noqa: BLE001 - the program's `get_config`
        first = str(error).strip().split("\n")[0]
        what = f"its `get_config` raises {type(error).__name__}: {first}"
        return "" if follows_from_unknown(error) else f"Saving a `{name}` fails: {what}"
    if not isinstance(told, dict) or contains_unknown(told):
        return ""
    told = {key: value for key, value in told.items() if not key.endswith("build_config")}
    try:
        read = json.loads(json.dumps(told))
    except (TypeError, ValueError):
        return ""
    make = package.saving.deserialize_keras_object
    try:
        made = make(read, custom_objects=names, safe_mode=False)
    except Exception as error:  # noqa: BLE001 - the program's `from_config` and `__init__`
        if follows_from_unknown(error) or _NOT_NAMED.search(str(error)):
            return ""
        return f"A saved `{name}` cannot be loaded again: {_reason(error)}"
    return _lost(thing, made, told)


def _reason(error: BaseException) -> str:
    """What to do about a configuration of which nothing can be made."""
    text = str(error)
    missing = _MISSING.search(text)
    if missing:
        return f"its `get_config` must also give {missing[1].rstrip('.')}."
    unexpected = _UNEXPECTED.search(text)
    if unexpected:
        return (
            f"`__init__` does not take `{unexpected[1]}`, which the configuration has. Let it "
            "take `**kwargs`, and hand them to `super().__init__(**kwargs)`."
        )
    lines = [line for line in text.strip().split("\n") if line.strip()]
    return lines[-1].removeprefix("Exception encountered: ") if lines else type(error).__name__


def _lost(thing: Any, made: Any, told: dict[str, Any]) -> str:
    """What is said if another object made of the configuration is not as this one."""
    config = told.get("config")
    name = type(thing).__name__
    if type(made) is not type(thing) or not isinstance(config, dict):
        return ""
    for argument in inspect.signature(type(thing).__init__).parameters:
        before, after = (_kept(each, argument) for each in (thing, made))
        if hasattr(before, "get_config") and isinstance(after, dict):
            return (
                f"A saved `{name}` is loaded with a dictionary as `{argument}`. Let its "
                f"`from_config` make the {type(before).__name__} anew, with "
                "`keras.saving.deserialize_keras_object`."
            )
        known = isinstance(before, _PLAIN) and type(before) is type(after)
        if known and before != after and argument not in config:
            return (
                f"A saved `{name}` is loaded with `{argument}={after!r}` instead of `{before!r}`: "
                "its `get_config` leaves that out."
            )
    return ""


def _kept(thing: Any, name: str) -> Any:
    """What an object keeps under the name of an argument; None if that cannot be had."""
    with contextlib.suppress(Exception):  # a property of the program's
        return getattr(thing, name, None)
    return None


def _functions(cls: type) -> Iterator[Any]:
    for value in vars(cls).values():
        function = getattr(value, "__func__", value)
        if inspect.isfunction(function):
            yield function


def _path_of(cls: type) -> str:
    """The file in which a class was written; empty if that is not known."""
    found = next(_functions(cls), None)
    return found.__code__.co_filename if found is not None else ""


def _place_of(cls: type, path: str, texts: ParsedFiles) -> Span | None:
    """The name of a class where it is defined."""
    text = texts.of(path)
    return text.class_name(cls.__name__) if text is not None else None

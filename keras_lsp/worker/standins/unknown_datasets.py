"""Datasets of TensorFlow whose data is not here, and what the program says of their elements.

`Dataset.from_tensor_slices(files).map(read).batch(32)`, of files that are not here, gives images
of the size to which `read` brings them. What it reads may be texts or numbers: `read` is traced
with each kind, and what it gives in all that it accepts is known.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import itertools
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import (
    EACH,
    Unknown,
    derived,
    known_shape,
    reason_of,
    with_shape,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARK = "_keras_lsp_stands_in"
# What elements may be of which nothing is known.
_DTYPES = ("string", "float32", "int64")
_MOST = 2
_FIRST = "next(iter({}))"
_NOT_HERE = "a dataset of data that is not here"


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of a part of each element.

    Attributes:
        shape: None if not even its rank is known.
        dtype: None if it is not known.
    """

    shape: tuple[int | None, ...] | None = None
    dtype: str | None = None


class UnknownDataset(Unknown):
    """A dataset without data.

    Args:
        reason: what is missing, for a person.
        element: the structure of its elements, of tuples and dictionaries, with a `Form` for each
            tensor.
        seen: what a program sees that goes through it; as its elements are if None.
    """

    def __init__(self, reason: str, element: Any, seen: Any = None) -> None:
        super().__init__(reason)
        self.__dict__["_unknown_element"] = element
        self.__dict__["_unknown_seen"] = element if seen is None else seen

    # What datasets can do, as far as something is known of what it gives.

    def map(self, function: Callable[..., Any], *_: Any, **__: Any) -> Unknown:
        """A dataset of what the function gives."""
        import tensorflow as tf

        given = _results(tf, function, self.element())
        return self._like(functools.reduce(_common, given)) if given else Unknown(self._reason)

    def batch(
        self, batch_size: Any, drop_remainder: Any = False, *_: Any, **__: Any
    ) -> UnknownDataset:
        """A dataset of batches."""
        first = batch_size if drop_remainder is True and isinstance(batch_size, int) else None
        return self._with_shapes(lambda shape: (first, *shape))

    def padded_batch(self, *_: Any, **__: Any) -> Unknown:
        """A dataset of batches, whose other sizes may be larger."""
        return self._with_shapes(lambda shape: (None,) * (1 + len(shape)))

    def unbatch(self) -> Unknown:
        """A dataset of what batches hold."""
        return self._with_shapes(lambda shape: shape[1:])

    def shuffle(self, *_: Any, **__: Any) -> UnknownDataset:
        """The same, in another order."""
        return self

    def take(self, count: Any, *_: Any, **__: Any) -> UnknownDataset:
        """The same, or one element of it."""
        taken = self._like(self.element(), self._seen)
        if count == 1:
            taken.__dict__["_unknown_alone"] = True
        return taken

    repeat = prefetch = cache = skip = filter = shard = with_options = shuffle
    concatenate = as_numpy_iterator = shuffle

    def __iter__(self) -> Iterator[Any]:
        return iter([_map(self._each, self._seen)])

    def _each(self, form: Form) -> Unknown:
        element = derived(_FIRST if "_unknown_alone" in self.__dict__ else EACH, (self,))
        if form.shape is None:
            return element
        return with_shape(element, tuple(-1 if size is None else size for size in form.shape))

    def element(self) -> Any:
        """The structure of its elements, as far as it is known."""
        return self.__dict__["_unknown_element"]

    @property
    def _reason(self) -> str:
        return reason_of(self)

    @property
    def _seen(self) -> Any:
        return self.__dict__["_unknown_seen"]

    def _like(self, element: Any, seen: Any = None) -> UnknownDataset:
        return UnknownDataset(self._reason, element, seen)

    def _with_shapes(self, change: Callable[[tuple[int | None, ...]], Any]) -> UnknownDataset:
        def changed(form: Form) -> Form:
            return form if form.shape is None else Form(change(form.shape), form.dtype)

        return self._like(_map(changed, self.element()), _map(changed, self._seen))


def inputs_of(value: Any) -> Any:
    """A dataset of what `fit` would hand to the model for an `x` that is not known.

    Args:
        value: a dataset, an array, or a list or dictionary of arrays.

    Returns:
        None if the form of something is not known.
    """
    if isinstance(value, UnknownDataset):
        element = value.element()
        forms = element[0] if isinstance(element, tuple) else element
    else:
        forms = _map(_of_array, tuple(value) if isinstance(value, list) else value)
    tf = sys.modules.get("tensorflow")
    if tf is None or any(form.shape is None for form in _forms(forms)):
        return None
    # What is of no known type is most often a number: else no layer can be called with it.
    return _empty(tf, (_map(lambda form: _spec(tf, form, "float32"), forms),))


def batch_of(x: Any, y: Any = None) -> Any:
    """A batch as `fit` would hand it to a step of training, of unknowns with known shapes.

    Args:
        x: a dataset, an array, or tuples, lists and dictionaries of arrays.
        y: the targets, if they are not in `x`.
    """
    if isinstance(x, UnknownDataset):
        return next(iter(x))
    found = _map(_unknown, tuple(x) if isinstance(x, list) else x)
    return found if y is None else (found, _map(_unknown, y))


def _unknown(value: Any) -> Unknown:
    shape = _of_array(value).shape
    found = derived(EACH, (value,))
    return found if shape is None else with_shape(found, (-1, *shape[1:]))


def _of_array(value: Any) -> Form:
    """The form of the batches of an array, known or not."""
    shape = known_shape(value) if isinstance(value, Unknown) else getattr(value, "shape", None)
    if not isinstance(shape, tuple) or not shape:
        return Form()
    inner = tuple(size if isinstance(size, int) else None for size in shape[1:])
    return Form((None, *inner), None if isinstance(value, Unknown) else str(value.dtype))


def install() -> None:
    """Set the stand-ins for what makes datasets, if TensorFlow is there."""
    tf = sys.modules.get("tensorflow")
    if tf is None or hasattr(tf.data, _MARK):
        return
    setattr(tf.data, _MARK, True)
    dataset: Any = tf.data.Dataset
    for name, element in (
        ("from_tensor_slices", lambda tensors: _map(_of_slice, tensors)),
        ("from_tensors", lambda tensors: _map(_of_value, tensors)),
        ("list_files", lambda *_, **__: Form((), "string")),
        ("zip", _of_datasets),
    ):
        original = getattr(dataset, name)
        setattr(dataset, name, staticmethod(_making(original, element)))
    for cls in (tf.data.TFRecordDataset, tf.data.TextLineDataset):
        cls.__new__ = _lines_of(cls.__new__)


def _lines_of(new: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(new)
    def made(cls: Any, *args: Any, **kwargs: Any) -> Any:
        if current.trace is not None and contains_unknown((args, kwargs)):
            # No instance of the class: its `__init__` is not called.
            return UnknownDataset("a dataset of files that are not here", Form((), "string"))
        return new(cls)

    return made


def _making(original: Callable[..., Any], element: Callable[..., Any]) -> Callable[..., Any]:
    def make(*args: Any, **kwargs: Any) -> UnknownDataset:
        kwargs.pop("name", None)
        return UnknownDataset(_NOT_HERE, element(*args, **kwargs))

    return _where_unknown(original, make)


def _where_unknown(original: Callable[..., Any], make: Callable[..., Any]) -> Callable[..., Any]:
    """A function that is `original`, but `make` for arguments that are not known."""

    @functools.wraps(original)
    def either(*args: Any, **kwargs: Any) -> Any:
        if current.trace is None or not contains_unknown((args, kwargs)):
            return original(*args, **kwargs)
        return make(*args, **kwargs)

    return either


def of_windows(original: Callable[..., Any]) -> Callable[..., Any]:
    """The stand-in for what makes a dataset of windows over a series, `original`."""
    signature = inspect.signature(original)

    def make(*args: Any, **kwargs: Any) -> UnknownDataset:
        call = signature.bind(*args, **kwargs)
        call.apply_defaults()
        given = call.arguments
        windows, target = _of_slice(given["data"]), _of_slice(given["targets"])

        def element(length: int | None) -> Any:
            """The windows, of a length that Keras does not tell its models."""
            inner = windows.shape
            one = windows if inner is None else Form((length, *inner), windows.dtype)
            return one if given["targets"] is None else (one, target)

        length, size = given["sequence_length"], given["batch_size"]
        seen = element(length if isinstance(length, int) else None)
        dataset = UnknownDataset(_NOT_HERE, element(None), seen)
        return dataset if size is None else dataset.batch(size)

    return _where_unknown(original, make)


# The forms of elements.


def _of_slice(value: Any) -> Form:
    form = _of_array(value) if known_shape(value) else _of_value(value)
    return form if form.shape is None else Form(form.shape[1:], form.dtype)


def _of_value(value: Any) -> Form:
    import tensorflow as tf

    if contains_unknown(value):
        return Form()
    try:
        spec = tf.TensorSpec.from_tensor(tf.convert_to_tensor(value))
    except (ValueError, TypeError):
        return Form()
    return _of_spec(spec)


def _of_datasets(*datasets: Any, **given: Any) -> Any:
    structure = given.get("datasets", datasets[0] if len(datasets) == 1 else datasets)

    def element(dataset: Any) -> Any:
        if isinstance(dataset, UnknownDataset):
            return dataset.element()
        spec = getattr(dataset, "element_spec", None)
        return Form() if spec is None or isinstance(spec, Unknown) else _map(_of_spec, spec)

    return _map(element, structure)


def _of_spec(spec: Any) -> Form:
    shape, dtype = getattr(spec, "shape", None), getattr(spec, "dtype", None)
    if shape is None or dtype is None or type(spec).__name__ != "TensorSpec":
        return Form()
    return Form(None if shape.rank is None else tuple(shape.as_list()), dtype.name)


def _map(function: Callable[[Any], Any], structure: Any) -> Any:
    """The structure, with what the function gives for each of its leaves."""
    if isinstance(structure, tuple):
        return tuple(_map(function, inner) for inner in structure)
    if isinstance(structure, dict):
        return {key: _map(function, inner) for key, inner in structure.items()}
    return function(structure)


def _forms(element: Any) -> list[Form]:
    found: list[Form] = []
    _map(found.append, element)
    return found


def _common(one: Any, other: Any) -> Any:
    """What is known of both elements."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return tuple(map(_common, one, other))
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return {key: _common(one[key], other[key]) for key in one}
    if not isinstance(one, Form) or not isinstance(other, Form):
        return Form()
    shape = None
    if one.shape is not None and other.shape is not None and len(one.shape) == len(other.shape):
        pairs = zip(one.shape, other.shape, strict=True)
        shape = tuple(mine if mine == its else None for mine, its in pairs)
    return Form(shape, one.dtype if one.dtype == other.dtype else None)


# What a function makes of them.


def _results(tf: Any, function: Callable[..., Any], element: Any) -> list[Any]:
    """The elements that a function gives, for each kind of element that it accepts."""
    unknown = [form for form in _forms(element) if form.dtype is None]
    if len(unknown) > _MOST:
        return []
    given, accepted = [], []
    for dtypes in itertools.product(_DTYPES, repeat=len(unknown)):
        result = _result(tf, function, element, dtypes)
        if result is not None:
            given.append(result)
            accepted.append(dtypes)
    trace = current.trace
    if trace is not None and accepted:
        # Once more, and watched: the function may call layers.
        with trace.trial(), contextlib.suppress(Exception):
            _traced(tf, function, element, accepted[0])
    return given


def _result(tf: Any, function: Callable[..., Any], element: Any, dtypes: tuple[str, ...]) -> Any:
    """What the function gives for such elements; None if it does not accept them."""
    trace, current.trace = current.trace, None
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return _traced(tf, function, element, dtypes)
    except Exception:  # noqa: BLE001 - the function may raise anything
        return None
    finally:
        current.trace = trace


def _traced(tf: Any, function: Callable[..., Any], element: Any, dtypes: tuple[str, ...]) -> Any:
    chosen = iter(dtypes)
    spec = _map(lambda form: _spec(tf, form, None if form.dtype else next(chosen)), element)
    return _map(_of_spec, _empty(tf, spec).map(function).element_spec)


def _spec(tf: Any, form: Form, dtype: str | None) -> Any:
    return tf.TensorSpec(form.shape, form.dtype or dtype)


def _empty(tf: Any, spec: Any) -> Any:
    return tf.data.Dataset.from_generator(lambda: iter(()), output_signature=spec)

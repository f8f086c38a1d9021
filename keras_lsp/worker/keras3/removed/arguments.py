"""Arguments that Keras 3 no longer takes: each is a problem, and the call is made without.

What Keras says decides: a call is made as it stands first, and only what it refuses is
reported.
"""

from __future__ import annotations

import ast
import copy
import functools
import importlib
import inspect
import re
import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras.src.backend.common import global_state
from keras.src.layers.core.input_layer import InputLayer
from keras.src.layers.layer import Layer
from keras.src.models.functional import Functional
from keras.src.models.model import Model
from keras.src.optimizers.optimizer import Optimizer

from keras_lsp.report import Edit
from keras_lsp.rules.layer_classes import (
    DROPOUTS,
    PLAIN_CONVOLUTIONS,
    POOLINGS,
    TRANSPOSED_CONVOLUTIONS,
)
from keras_lsp.worker.keras3.removed.reporter import fix, reporter
from keras_lsp.worker.keras3.sequential import BATCH_SHAPE
from keras_lsp.worker.source import signatures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from keras_lsp.report import Fix
    from keras_lsp.worker.keras3.removed.reporter import RemovedSite


@dataclass(frozen=True, slots=True)
class Dropped:
    """An argument that no other one replaces.

    Attributes:
        advice: what to do instead, a sentence; empty if it may just be left out.
    """

    advice: str = ""


@dataclass(frozen=True, slots=True)
class Unbatched:
    """A shape with a batch dimension, which the new argument does not have."""

    new: str = "input_shape"


Change = str | Dropped | Unbatched
Arguments = dict[str, Change]

_SILENT = Dropped()
_WEIGHTS = Dropped("Pass them to `set_weights` of the layer once it is built.")
_KERNEL: Arguments = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_PLACES: Arguments = {
    "b_regularizer": "bias_regularizer",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
    "filter_length": "kernel_size",
    "subsample": "strides",
    "subsample_length": "strides",
    "border_mode": "padding",
    "atrous_rate": "dilation_rate",
    "nb_row": Dropped("Give both sizes as `kernel_size=(rows, columns)`."),
    "nb_col": Dropped("Give both sizes as `kernel_size=(rows, columns)`."),
    "dim_ordering": Dropped('Use `data_format="channels_last"` or `"channels_first"`.'),
}
_CONVOLUTION: Arguments = {**_KERNEL, **_PLACES, "nb_filter": "filters"}
_POOLING: Arguments = {
    "pool_length": "pool_size",
    "stride": "strides",
    "border_mode": "padding",
    "dim_ordering": _PLACES["dim_ordering"],
}
_RECURRENT: Arguments = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "consume_less": _SILENT,
    "forget_bias_init": _SILENT,
    "implementation": _SILENT,
    "time_major": Dropped("Swap the axes of the data instead."),
    "input_length": Dropped("Use `input_shape=(steps, features)`."),
}
_ANY_LAYER: Arguments = {
    "batch_input_shape": Unbatched(),
    "batch_size": Dropped("Pass the batch size to `keras.Input(batch_shape=…)`."),
    "weights": _WEIGHTS,
}
_OPTIMIZER: Arguments = {
    "lr": "learning_rate",
    "decay": Dropped("Use a schedule from `keras.optimizers.schedules` for the learning rate."),
    "schedule_decay": _SILENT,
}
_WORKERS: Arguments = dict.fromkeys(
    ("workers", "use_multiprocessing", "max_queue_size", "max_q_size", "nb_worker", "pickle_safe"),
    Dropped("Pass it to the `keras.utils.PyDataset` that makes the batches."),
)
_FIT: Arguments = {
    **_WORKERS,
    "nb_epoch": "epochs",
    "samples_per_epoch": "steps_per_epoch",
    "nb_val_samples": "validation_steps",
    "show_accuracy": Dropped('Pass `metrics=["accuracy"]` to `compile`.'),
}

CLASSES: dict[str, Arguments] = {
    "keras.layers.Dense": {**_KERNEL, "output_dim": "units"},
    **{
        f"keras.layers.{name}": _CONVOLUTION
        for name in PLAIN_CONVOLUTIONS | TRANSPOSED_CONVOLUTIONS
    },
    "keras.layers.SeparableConv1D": {**_PLACES, "nb_filter": "filters"},
    "keras.layers.SeparableConv2D": {**_PLACES, "nb_filter": "filters"},
    "keras.layers.DepthwiseConv2D": _PLACES,
    **{f"keras.layers.{name}": _POOLING for name in POOLINGS},
    "keras.layers.LSTM": {**_RECURRENT, "inner_activation": "recurrent_activation"},
    "keras.layers.GRU": {**_RECURRENT, "inner_activation": "recurrent_activation"},
    "keras.layers.SimpleRNN": _RECURRENT,
    **{
        f"keras.layers.{name}": {"p": "rate"}
        for name in DROPOUTS - {"GaussianNoise", "ActivityRegularization"}
    },
    "keras.layers.GaussianNoise": {"sigma": "stddev"},
    "keras.layers.Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "input_length": _SILENT,
        "dropout": Dropped("Put a `SpatialDropout1D` after it."),
    },
    "keras.layers.BatchNormalization": {
        "mode": _SILENT,
        "fused": _SILENT,
        "renorm": _SILENT,
        "renorm_clipping": _SILENT,
        "renorm_momentum": _SILENT,
        "virtual_batch_size": _SILENT,
        "adjustment": _SILENT,
        "beta_init": "beta_initializer",
        "gamma_init": "gamma_initializer",
    },
    "keras.layers.ReLU": {"theta": "threshold"},
    "keras.layers.PReLU": {"init": "alpha_initializer"},
    "keras.layers.LeakyReLU": {"alpha": "negative_slope"},
    "keras.layers.UpSampling2D": {"dim_ordering": _PLACES["dim_ordering"]},
    "keras.layers.ZeroPadding2D": {"dim_ordering": _PLACES["dim_ordering"]},
    "keras.layers.UpSampling1D": {"length": "size"},
    "keras.callbacks.ModelCheckpoint": {
        "period": Dropped('Use `save_freq`: `"epoch"`, or a number of batches.'),
        "load_weights_on_restart": _SILENT,
    },
    "keras.callbacks.TensorBoard": {
        "write_grads": _SILENT,
        "batch_size": _SILENT,
        "embeddings_layer_names": _SILENT,
    },
    "keras.callbacks.ReduceLROnPlateau": {"epsilon": "min_delta"},
}  # fmt: skip

FUNCTIONS: dict[str, Arguments] = {
    "keras.utils.to_categorical": {"nb_classes": "num_classes"},
}

METHODS: dict[str, Arguments] = {
    "fit": _FIT,
    "evaluate": {**_WORKERS, "show_accuracy": _FIT["show_accuracy"]},
    "predict": _WORKERS,
    "compile": {
        "sample_weight_mode": _SILENT,
        "class_mode": _SILENT,
        "target_tensors": _SILENT,
    },
}


def install() -> None:
    """Let the calls of the table take what they took once."""
    classes = {_find(name): found for name, found in CLASSES.items()}
    for cls in vars(importlib.import_module("keras.layers")).values():
        if isinstance(cls, type) and issubclass(cls, Layer) and cls is not InputLayer:
            classes[cls] = {**_ANY_LAYER, **classes.get(cls, {})}
    for cls in vars(importlib.import_module("keras.optimizers")).values():
        if isinstance(cls, type) and issubclass(cls, Optimizer):
            classes[cls] = _OPTIMIZER
    for cls, known in classes.items():
        if "__init__" in vars(cls):
            cls.__init__ = _adapt(cls.__init__, known, cls.__name__)
    for name, known in METHODS.items():
        method = _check_arguments(getattr(Model, name), getattr(super(Model, Model), name))
        setattr(Model, name, _adapt(method, known, f"Model.{name}"))
    Model.__new__ = functools.wraps(_model_new)(_new_model)
    Functional.__init__ = _once(Functional.__init__)
    for full, known in FUNCTIONS.items():
        original = _find(full)
        adapted = _adapt(original, known, original.__name__)
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("keras."):
                for name in [name for name, value in vars(module).items() if value is original]:
                    setattr(module, name, adapted)


_ENDS: Arguments = {"input": "inputs", "output": "outputs"}
_model_new = Model.__new__


def _new_model(cls: type, *args: Any, **kwargs: Any) -> Any:
    """`Model(input=a, output=b)` of Keras 1."""
    site = reporter.site() if cls is Model and not args and kwargs.keys() >= _ENDS.keys() else None
    if site is None:
        return _model_new(cls, *args, **kwargs)
    for name, new in _ENDS.items():
        detail = f"ValueError: Unrecognized keyword arguments passed to Model: {kwargs}"
        _report(site, "Model", name, new, detail)
    return Functional(**dict(_translate(kwargs, _ENDS)))


def _once(original: Callable[..., None]) -> Callable[..., None]:
    """Python initialises what `_new_model` made, a second time."""

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        if kwargs.keys().isdisjoint(_ENDS):
            original(self, *args, **kwargs)

    return init


def _find(full: str) -> Any:
    home, _, name = full.rpartition(".")
    return getattr(importlib.import_module(home), name)


def _check_arguments(
    stand_in: Callable[..., Any], original: Callable[..., Any]
) -> Callable[..., Any]:
    """The stand-in for a method, which refuses what the method itself does not take."""
    signature = inspect.signature(original)

    @functools.wraps(original)
    def checked(*args: Any, **kwargs: Any) -> Any:
        signature.bind(*args, **kwargs)
        return stand_in(*args, **kwargs)

    return checked


def _adapt(
    original: Callable[..., Any], known: Mapping[str, Change], what: str
) -> Callable[..., Any]:
    """The function, which is called a second time without what it refuses."""

    @functools.wraps(original)
    def adapted(*args: Any, **kwargs: Any) -> Any:
        if reporter.trace is None or kwargs.keys().isdisjoint(known):
            return original(*args, **kwargs)
        site = reporter.site()
        if site is None:
            return original(*args, **kwargs)
        return _call(original, known, what, site, args, kwargs)

    adapted.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
    return adapted


def _call(
    original: Callable[..., Any],
    known: Mapping[str, Change],
    what: str,
    site: RemovedSite,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    translated: set[str] = set()
    while True:
        changes = {name: known[name] for name in translated}
        numbers = copy.copy(global_state.get_global_attribute("object_name_uids"))
        try:
            with warnings.catch_warnings(record=True) as heard:
                warnings.simplefilter("always")
                result = original(*args, **dict(_translate(kwargs, changes)))
        except (TypeError, ValueError) as error:
            refused = _refused_arguments(kwargs, known, translated, str(error))
            if not refused:
                raise
            translated.update(refused)
            global_state.set_global_attribute("object_name_uids", numbers)
            for name in refused:
                _report(site, what, name, known[name], f"{type(error).__name__}: {error}")
        else:
            break
    for name in translated:
        if isinstance(known[name], Unbatched):
            vars(args[0])[BATCH_SHAPE] = tuple(kwargs[name])
        elif name == "batch_size" and kwargs.get("input_shape"):
            vars(args[0])[BATCH_SHAPE] = (kwargs[name], *kwargs["input_shape"])
    for name in (kwargs.keys() & known.keys()) - translated:
        for warning in heard:
            if f"`{name}`" in str(warning.message):
                _report(site, what, name, known[name], str(warning.message), only_warned=True)
    return result


def _refused_arguments(
    kwargs: dict[str, Any], known: Mapping[str, Change], translated: set[str], message: str
) -> list[str]:
    """Which arguments an error is about: those that it names, else all that may be."""
    left = [name for name in kwargs if name in known and name not in translated]
    named = [name for name in left if re.search(rf"\b{name}\b", message)]
    return named or left


def _translate(kwargs: dict[str, Any], known: Mapping[str, Change]) -> Iterator[tuple[str, Any]]:
    for name, value in kwargs.items():
        new = known.get(name, name)
        if isinstance(new, str):
            yield new, value
        elif isinstance(new, Unbatched):
            yield new.new, tuple(value)[1:]


def _report(
    site: RemovedSite,
    what: str,
    name: str,
    new: Change,
    detail: str,
    *,
    only_warned: bool = False,
) -> None:
    call = site.text.call(site.span)
    keyword = next((k for k in call.keywords if k.arg == name), None) if call is not None else None
    where = site.span if keyword is None else site.text.span(keyword)
    takes = "is no longer used by" if only_warned else "is not an argument of"
    if isinstance(new, str) and only_warned:
        message = f"`{name}` is an old name in `{what}`, which Keras 3 still takes. Use `{new}`."
    elif isinstance(new, str):
        message = f"`{name}` {takes} `{what}` in Keras 3. Use `{new}` instead."
    elif isinstance(new, Unbatched):
        message = (
            f"`{name}` {takes} `{what}` in Keras 3. Use `{new.new}` without the batch size, or "
            "put `keras.Input(batch_shape=…)` first."
        )
    else:
        message = f"`{name}` {takes} `{what}` in Keras 3. {new.advice or 'Remove it.'}"
    reporter.report(
        site, "KL502", where, message, detail,
        _candidates(site, call, keyword, new) if call is not None and keyword is not None else [],
        "warning" if only_warned else "error",
    )  # fmt: skip


def _candidates(site: RemovedSite, call: ast.Call, keyword: ast.keyword, new: Change) -> list[Fix]:
    if isinstance(new, str):
        if any(other.arg == new for other in call.keywords):
            return []
        edit = Edit(signatures.name_of(site.text, keyword), new)
        return fix(f"Rename `{keyword.arg}` to `{new}`", [edit])
    if isinstance(new, Unbatched):
        match keyword.value:
            case ast.Tuple([ast.Constant(None), *sizes]) if sizes:
                inner = ", ".join(map(site.text.source, sizes)) + ("," if len(sizes) == 1 else "")
                edit = Edit(site.text.span(keyword), f"{new.new}=({inner})")
                return fix(f"Use `{new.new}`", [edit])
        return []
    return fix(f"Remove `{keyword.arg}`", signatures.removals(site.text, call, [keyword]))

"""`fit`, `evaluate`, `predict` and their kin of Keras 3: they check the data and train nothing.

What they give has the form that the real results have.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import warnings
from typing import TYPE_CHECKING, Any

import keras
from keras.src.models.functional import Functional
from keras.src.models.model import Model

from keras_lsp.worker import problems
from keras_lsp.worker.exceptions import comes_of_nothing
from keras_lsp.worker.keras3.checks import Check
from keras_lsp.worker.keras3.hooks import is_poisoned
from keras_lsp.worker.keras3.missing import replace
from keras_lsp.worker.unknown import Unknown, contains_unknown
from keras_lsp.worker.uses import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace import Trace

_fit, _evaluate, _predict = Model.fit, Model.evaluate, Model.predict
_compile, _add_loss = Model.compile, Functional.add_loss
_train_on_batch, _test_on_batch = Model.train_on_batch, Model.test_on_batch
_predict_on_batch = Model.predict_on_batch

_NO_LOSS = (
    "a Functional model takes no loss by `add_loss` in Keras 3. Call `self.add_loss` in a layer "
    "of your own, or subclass `keras.Model` and define `compute_loss`."
)
# What is not known of how the model is to be trained, in words; absent if all is known.
_UNKNOWN = "_keras_lsp_unknown_training"


def install() -> None:
    """Set the stand-ins."""
    Model.compile = _stand_in_compile
    Functional.add_loss = _stand_in_add_loss
    Model.fit = _stand_in_fit
    Model.evaluate = _stand_in_for(_evaluate, "evaluate", _evaluated)
    Model.train_on_batch = _stand_in_for(_train_on_batch, "train_on_batch", _evaluated)
    Model.test_on_batch = _stand_in_for(_test_on_batch, "test_on_batch", _evaluated)
    Model.predict = _stand_in_for(_predict, "predict", _predicted)
    Model.predict_on_batch = _stand_in_for(_predict_on_batch, "predict_on_batch", _predicted)
    Model.export = _do_nothing
    replace(keras.utils.plot_model, _do_nothing)


def _do_nothing(*_args: Any, **_kwargs: Any) -> None:
    """Write nothing: the run leaves no files behind."""


def _stand_in_compile(self: Any, *args: Any, **kwargs: Any) -> None:
    """Compile as Keras does, unless something of it is not known."""
    if contains_unknown((args, kwargs)):
        self.__dict__[_UNKNOWN] = "compile"
        return
    if self.__dict__.get(_UNKNOWN) == "compile":
        del self.__dict__[_UNKNOWN]
    _compile(self, *args, **kwargs)


def _stand_in_add_loss(self: Any, loss: Any) -> None:
    """Say what Keras leaves out when it refuses; how the model is trained is not known then."""
    try:
        _add_loss(self, loss)
    except NotImplementedError as error:
        self.__dict__[_UNKNOWN] = "add_loss"
        raise NotImplementedError(_NO_LOSS) from error


def _stand_in_for(
    original: Callable[..., Any],
    method: str,
    result: Callable[[Trace, Any, str, dict[str, Any]], Any],
) -> Callable[..., Any]:
    """A method that gives `result(trace, model, method, arguments by name)`."""
    signature = inspect.signature(original)

    def stand_in(self: Any, *args: Any, **kwargs: Any) -> Any:
        if state.trace is None:
            return original(self, *args, **kwargs)
        given = signature.bind(self, *args, **kwargs)
        given.apply_defaults()
        given.arguments.pop("self")
        return result(state.trace, self, method, given.arguments)

    return stand_in


def _fitted(trace: Trace, model: Any, method: str, given: dict[str, Any]) -> Any:
    history = keras.callbacks.History()
    history.set_model(model)
    first, last = given["initial_epoch"], given["epochs"]
    numbers = isinstance(first, int) and isinstance(last, int)
    history.epoch = list(range(first, last)) if numbers else [0]
    keys, steps = _keys(trace, model, method, given)
    history.set_params({"verbose": given["verbose"], "epochs": last, "steps": steps})
    if keys is None:
        history.history = Unknown("the history of a training that could not be checked")
    else:
        history.history = {key: [0.0] * len(history.epoch) for key in keys}
    model.history = history
    _forget(given["callbacks"], trace)
    return history


_stand_in_fit = _stand_in_for(_fit, "fit", _fitted)


def _keys(
    trace: Trace, model: Any, method: str, given: dict[str, Any]
) -> tuple[list[str] | None, int | None]:
    """Keys of the history, and the number of steps; None for what cannot be known."""
    validation = given["validation_data"]

    def check(checked: Check) -> tuple[list[str], int | None]:
        keys = checked.train()
        batch = checked.batch
        steps = given["steps_per_epoch"] or (batch.steps if batch is not None else None)
        if validation is not None and not contains_unknown(validation):
            keys += [f"val_{key}" for key in checked.validate(validation)]
        elif validation is not None or given["validation_split"]:
            keys += [f"val_{key}" for key in keys]
        if _changes_learning_rate(given["callbacks"]):
            keys.append("learning_rate")
        return keys, steps

    return _checked(trace, model, method, given, check) or (None, None)


def _changes_learning_rate(callbacks: Any) -> bool:
    """Whether a callback adds the learning rate to the logs."""
    kinds = (keras.callbacks.LearningRateScheduler, keras.callbacks.ReduceLROnPlateau)
    return isinstance(callbacks, (list, tuple)) and any(
        isinstance(callback, kinds) for callback in callbacks
    )


def _forget(callbacks: Any, trace: Trace) -> None:
    """What the program's own callbacks would have collected is not known."""
    for callback in callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]:
        if not isinstance(callback, keras.callbacks.Callback) or not _is_users(callback, trace):
            continue
        with contextlib.suppress(Exception):  # It may need what training has made.
            callback.on_train_begin({})
        for name, value in vars(callback).items():
            if isinstance(value, (list, dict, set)) and not value and not name.startswith("_"):
                setattr(callback, name, Unknown(f"what {name} has collected"))


def _is_users(callback: Any, trace: Trace) -> bool:
    module = sys.modules.get(type(callback).__module__)
    return trace.sources.is_user(getattr(module, "__file__", None) or "")


def _evaluated(trace: Trace, model: Any, method: str, given: dict[str, Any]) -> Any:
    keys: list[str] | None = _checked(trace, model, method, given, lambda check: check.train())
    if keys is None:
        return Unknown("the result of an evaluation that could not be checked")
    if given["return_dict"]:
        return dict.fromkeys(keys, 0.0)
    return 0.0 if len(keys) == 1 else [0.0] * len(keys)


def _predicted(trace: Trace, model: Any, method: str, given: dict[str, Any]) -> Any:
    unknown = Unknown("the result of a prediction that could not be checked")
    if contains_unknown(given["x"]) or is_poisoned(model) or _has_own_step(model, method):
        return unknown
    result = _guarded(trace, model, method, given, lambda check: check.predict())
    return unknown if result is None else result


def _checked(
    trace: Trace,
    model: Any,
    method: str,
    given: dict[str, Any],
    action: Callable[[Check], Any],
) -> Any:
    """What the check of a training call gives; None if it cannot be done."""
    if contains_unknown((given["x"], given["y"])) or is_poisoned(model):
        return None
    if model.__dict__.get(_UNKNOWN) or _has_own_step(model, method):
        # Not what Keras would do with the data: only the shapes of its layers are of use.
        _guarded(trace, model, method, given, lambda check: check.look())
        return None
    return _guarded(trace, model, method, given, action)


def _guarded(
    trace: Trace,
    model: Any,
    method: str,
    given: dict[str, Any],
    action: Callable[[Check], Any],
) -> Any:
    frame = sys._getframe(1)
    user = trace.sources.user_frame(frame)
    if user is None:
        return None
    trace.rehearsals += 1
    check = Check(trace, model, method, trace.sources.span(user), given)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return action(check)
    except Exception as error:
        if trace.sources.guarded(frame):
            raise
        if not (problems.follows_from_unknown(error) or comes_of_nothing(trace, error)):
            check.failed(error)
        return None


_STEPS = {
    "fit": "train_step",
    "train_on_batch": "train_step",
    "evaluate": "test_step",
    "test_on_batch": "test_step",
    "predict": "predict_step",
    "predict_on_batch": "predict_step",
}


def _has_own_step(model: Any, method: str) -> bool:
    """Whether the program says itself what one step of the method is."""
    name = _STEPS[method]
    return getattr(type(model), name) is not getattr(Model, name)

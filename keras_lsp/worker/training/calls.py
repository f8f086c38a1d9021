"""`fit`, `evaluate`, `predict` and their kin: they check the data and train nothing.

What they give has the form that the real results have.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import time
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.problems import causes
from keras_lsp.worker.problems.exceptions import comes_of_nothing, problem_of_machine
from keras_lsp.worker.silence import without_warnings
from keras_lsp.worker.standins import saving
from keras_lsp.worker.standins.missing import replace
from keras_lsp.worker.standins.unknown_datasets import batch_of, inputs_of
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.trace.starving import Starved
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace.adapter import Adapter
    from keras_lsp.worker.trace.record import Trace
    from keras_lsp.worker.training.checks import Check

# What is not known of how the model is to be trained, in words; absent if all is known.
UNKNOWN = "_keras_lsp_unknown_training"
# Where the model was compiled last.
COMPILED = "_keras_lsp_compiled"
# Its methods that have been checked.
_CHECKED = "_keras_lsp_checked"

# The longest history: a program with more epochs stops early, by a callback or by hand.
MAX_EPOCHS = 100_000
_STEPS = {
    "fit": "train_step",
    "train_on_batch": "train_step",
    "evaluate": "test_step",
    "test_on_batch": "test_step",
    "predict": "predict_step",
    "predict_on_batch": "predict_step",
}


class TrainingCalls:
    """The training methods of the Keras at hand.

    Args:
        adapter: knows that Keras.
    """

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter
        self._keras: Any = adapter.package
        self._steps = {method: getattr(adapter.model, step) for method, step in _STEPS.items()}

    def install(self) -> None:
        """Set the stand-ins."""
        model = self._adapter.model
        model.compile = _compiler(model.compile)
        results = {
            "fit": self._fit,
            "evaluate": self._evaluate,
            "train_on_batch": self._evaluate,
            "test_on_batch": self._evaluate,
            "predict": self._predict,
            "predict_on_batch": self._predict,
        }
        for method, result in results.items():
            setattr(model, method, _stand_in_for(getattr(model, method), method, result))
        model.export = _do_nothing
        replace(self._keras.utils.plot_model, _do_nothing)

    # What the methods give.

    def _fit(self, trace: Trace, model: Any, method: str, given: dict[str, Any]) -> Any:
        history = self._keras.callbacks.History()
        history.set_model(model)
        first, last = given["initial_epoch"], given["epochs"]
        numbers = isinstance(first, int) and isinstance(last, int)
        end = min(last, first + MAX_EPOCHS) if numbers else 1
        history.epoch = list(range(first if numbers else 0, end))
        keys, steps = self._keys(trace, model, method, given)
        history.set_params({"verbose": given["verbose"], "epochs": last, "steps": steps})
        if keys is None:
            history.history = Unknown("the history of a training that could not be checked")
        else:
            history.history = {key: [0.0] * len(history.epoch) for key in keys}
        model.history = history
        self._forget(given["callbacks"], trace)
        self._note_checkpoints(given["callbacks"], model, trace)
        return history

    def _keys(
        self, trace: Trace, model: Any, method: str, given: dict[str, Any]
    ) -> tuple[list[str] | None, int | None]:
        """Keys of the history, and the number of steps; None for what cannot be known."""
        validation = given["validation_data"]

        own = self._has_own_step(model, method)

        def check(checked: Check) -> tuple[list[str] | None, int | None]:
            keys = checked.follow("train_step") if own else checked.train()
            steps = given["steps_per_epoch"] or checked.steps
            if not keys:
                return None, steps
            if validation is not None and not contains_unknown(validation):
                own_test = own or self._has_own_step(model, "evaluate")
                validated = (
                    checked.follow_validation(validation)
                    if own_test
                    else checked.validate(validation)
                )
                keys += [f"val_{key}" for key in validated or ()]
            elif validation is not None or given["validation_split"]:
                keys += [f"val_{key}" for key in keys]
            if self._changes_learning_rate(given["callbacks"]):
                keys.append(self._adapter.learning_rate)
            return keys, steps

        return self._run_check(trace, model, method, given, check) or (None, None)

    def _changes_learning_rate(self, callbacks: Any) -> bool:
        """Whether a callback adds the learning rate to the logs."""
        known = self._keras.callbacks
        kinds = (known.LearningRateScheduler, known.ReduceLROnPlateau)
        return isinstance(callbacks, (list, tuple)) and any(
            isinstance(callback, kinds) for callback in callbacks
        )

    def _note_checkpoints(self, callbacks: Any, model: Any, trace: Trace) -> None:
        kind = self._keras.callbacks.ModelCheckpoint
        for callback in callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]:
            if isinstance(callback, kind) and not callback.save_weights_only:
                saving.note(trace, model, callback.filepath)

    def _forget(self, callbacks: Any, trace: Trace) -> None:
        """What the program's own callbacks would have collected is not known."""
        kind = self._keras.callbacks.Callback
        for callback in callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]:
            if not isinstance(callback, kind) or not _is_users(callback, trace):
                continue
            with contextlib.suppress(Exception):  # It may need what training has made.
                callback.on_train_begin({})
            for name, value in vars(callback).items():
                if isinstance(value, (list, dict, set)) and not value and name[0] != "_":
                    setattr(callback, name, Unknown(f"what {name} has collected"))

    def _evaluate(self, trace: Trace, model: Any, method: str, given: dict[str, Any]) -> Any:
        def check(checked: Check) -> list[str] | None:
            if self._has_own_step(model, method):
                return checked.follow(_STEPS[method])
            return checked.train()

        keys: list[str] | None = self._run_check(trace, model, method, given, check)
        if not keys:
            return Unknown("the result of an evaluation that could not be checked")
        if given["return_dict"]:
            return dict.fromkeys(keys, 0.0)
        return 0.0 if len(keys) == 1 else [0.0] * len(keys)

    def _predict(self, trace: Trace, model: Any, method: str, given: dict[str, Any]) -> Any:
        unknown = Unknown("the result of a prediction that could not be checked")
        if contains_unknown(given["x"]):
            self._starve(trace, model, method, given["x"])
            return unknown
        if self._adapter.is_poisoned(model, trace.errors) or self._has_own_step(model, method):
            return unknown
        result = self._run_guarded(trace, model, method, given, lambda check: check.predict())
        return unknown if result is None else result

    # How they are checked.

    def _run_check(
        self,
        trace: Trace,
        model: Any,
        method: str,
        given: dict[str, Any],
        action: Callable[[Check], Any],
    ) -> Any:
        """What the check of a training call gives; None if it cannot be done."""
        if contains_unknown((given["x"], given["y"])) or self._has_unknown_many(given["x"]):
            self._starve(trace, model, method, given["x"], given["y"])
            self._run_guarded(trace, model, method, given, self._look)
            return None
        if self._adapter.is_poisoned(model, trace.errors):
            return None
        if model.__dict__.get(UNKNOWN) and not self._has_own_step(model, method):
            # Not what Keras would do with the data: only the shapes of its layers are of use.
            self._run_guarded(
                trace, model, method, given, lambda check: check.look(given["x"], given["y"])
            )
            return None
        return self._run_guarded(trace, model, method, given, action)

    def _starve(self, trace: Trace, model: Any, method: str, x: Any, y: Any = None) -> None:
        """Note that a model is trained on data that is not known."""
        user = trace.sources.user_frame(sys._getframe(1))
        if user is None:
            return
        step = _STEPS[method] if self._has_own_step(model, method) else ""

        def args() -> tuple[Any, ...]:
            batch = batch_of(x[0]) if self._has_unknown_many(x) else batch_of(x, y)
            return (batch[0] if isinstance(batch, tuple) and not step else batch,)

        trace.starving.note(Starved(model, trace.sources.span(user), args, step=step))

    def _look(self, check: Check) -> None:
        """See the layers for data of which at least the form is known."""
        x = check.given["x"]
        if self._has_unknown_many(x):
            batch = x[0]
            x = batch[0] if isinstance(batch, tuple) else batch
        x = inputs_of(x) if contains_unknown(x) else x
        if x is not None:
            check.look(x)

    def _has_unknown_many(self, x: Any) -> bool:
        """Whether something makes batches, and does not know how many."""
        batches = getattr(self._keras.utils, "PyDataset", None) or self._keras.utils.Sequence
        # A `PyDataset` may say its number of batches otherwise.
        if not isinstance(x, batches) or not hasattr(x, "__len__"):
            return False
        try:
            return isinstance(type(x).__len__(x), Unknown)
        except Exception:  # noqa: BLE001 - the program's own; the check meets it, too, and says it
            return False

    def _run_guarded(
        self,
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
        compiled = model.__dict__.get(COMPILED)
        check = self._adapter.check(
            trace, model, method, trace.sources.span(user), given, compiled
        )
        try:
            with without_warnings():
                return action(check)
        except Exception as error:
            if trace.sources.guarded(frame):
                raise
            fault = problem_of_machine(trace, error, trace.sources.span(user))
            if fault is not None:
                trace.problem(fault)
            elif not (
                causes.follows_from_unknown(error)
                or comes_of_nothing(trace, error)
                or trace.flow.is_missing_behind(user)
                # A layer that was made in this call has failed, and was told of.
                or self._adapter.is_poisoned(model, trace.errors)
            ):
                check.failed(error)
            return None
        finally:
            checked = model.__dict__.setdefault(_CHECKED, set())
            if method not in checked:
                # A loop over models brings something new in each round.
                checked.add(method)
                trace.progressed = time.monotonic()
                with contextlib.suppress(Exception):  # One of the program's may raise when asked.
                    trace.updates.note_trained(model.trainable_variables)

    def _has_own_step(self, model: Any, method: str) -> bool:
        """Whether the program says itself what one step of the method is."""
        return getattr(type(model), _STEPS[method]) is not self._steps[method]


def _do_nothing(*_args: Any, **_kwargs: Any) -> None:
    """Write nothing: the run leaves no files behind."""


def _compiler(original: Callable[..., Any]) -> Callable[..., Any]:
    def stand_in(self: Any, *args: Any, **kwargs: Any) -> None:
        """Compile as Keras does, unless something of it is not known."""
        if current.trace is not None:
            user = current.trace.sources.user_frame(sys._getframe(1))
            self.__dict__[COMPILED] = user and current.trace.sources.span(user)
        if contains_unknown((args, kwargs)):
            self.__dict__[UNKNOWN] = "compile"
            return
        if self.__dict__.get(UNKNOWN) == "compile":
            del self.__dict__[UNKNOWN]
        original(self, *args, **kwargs)

    return stand_in


def _stand_in_for(
    original: Callable[..., Any],
    method: str,
    result: Callable[[Trace, Any, str, dict[str, Any]], Any],
) -> Callable[..., Any]:
    """A method that gives `result(trace, model, method, arguments by name)`."""
    signature = inspect.signature(original)

    def stand_in(self: Any, *args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return original(self, *args, **kwargs)
        given = signature.bind(self, *args, **kwargs)
        given.apply_defaults()
        given.arguments.pop("self")
        current.trace.flow.note("values", sys._getframe(1))
        current.trace.tried.add(id(self))
        return result(current.trace, self, method, given.arguments)

    return stand_in


def _is_users(callback: Any, trace: Trace) -> bool:
    module = sys.modules.get(type(callback).__module__)
    return trace.sources.is_user(getattr(module, "__file__", None) or "")

"""What a tuner hands to a builder, and what stands for the tuner's package where there is none.

Each choice is answered with its default, else the first or the smallest. Knows no Keras.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import re
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Span
from keras_lsp.worker.problems import exceptions
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.unknown import Unknown, UnknownBase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_HYPERPARAMETERS = re.compile(r"^(hp|hps|hyper_?parameters)$")
_TRIAL = re.compile(r"^(trial|optuna_trial)$")
SCORE = "the score of a search that did not run"


def _first(choices: Any) -> Any:
    return next(iter(choices), Unknown("a choice from an empty list"))


class HyperParameters:
    """Stands for Keras Tuner's, at the beginning of a search."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.space: list[Any] = []

    def _ask(self, name: str, default: Any, otherwise: Any) -> Any:
        return self.values.setdefault(name, otherwise if default is None else default)

    def _number(self, name: str, min_value: Any, *_: Any, default: Any = None, **__: Any) -> Any:
        return self._ask(name, default, min_value)

    def _choice(self, name: str, values: Any, *_: Any, default: Any = None, **__: Any) -> Any:
        return self._ask(name, default, _first(values))

    def _boolean(self, name: str, default: Any = None, **_: Any) -> Any:
        return self._ask(name, default, otherwise=False)

    def _fixed_value(self, name: str, value: Any, **_: Any) -> Any:
        return self._ask(name, None, value)

    # As Keras Tuner calls them.
    Int = Float = Range = Linear = _number
    Choice, Boolean, Fixed = _choice, _boolean, _fixed_value

    def get(self, name: str) -> Any:
        """What was answered under that name."""
        return self.values.get(name, Unknown(f"the hyperparameter {name!r}"))

    __getitem__ = get

    def __contains__(self, name: str) -> bool:
        return name in self.values

    @contextlib.contextmanager
    def conditional_scope(self, *_: Any, **__: Any) -> Iterator[None]:
        """A context in which nothing is different."""
        yield

    name_scope = conditional_scope

    def copy(self) -> HyperParameters:
        """Itself: it changes no more."""
        return self

    def __getattr__(self, name: str) -> Unknown:
        return _special(name)


class Trial:
    """Stands for Optuna's, which chooses when it is asked, and for Keras Tuner's."""

    def __init__(self, hyperparameters: Any = None) -> None:
        self.number = 0
        self.params: dict[str, Any] = {}
        self.user_attrs: dict[str, Any] = {}
        self.hyperparameters = HyperParameters() if hyperparameters is None else hyperparameters
        self.trial_id = "0"
        self.best_step = 0
        self.value = self.score = Unknown(SCORE)

    def suggest_int(self, name: str, low: Any, *_: Any, **__: Any) -> Any:
        """The smallest."""
        return self.params.setdefault(name, low)

    suggest_float = suggest_uniform = suggest_loguniform = suggest_discrete_uniform = suggest_int

    def suggest_categorical(self, name: str, choices: Any) -> Any:
        """The first."""
        return self.params.setdefault(name, _first(choices))

    def report(self, value: Any, step: Any) -> None:
        """Keep nothing."""

    def should_prune(self) -> bool:
        """Go on."""
        return False

    def set_user_attr(self, key: str, value: Any) -> None:
        """Keep what the program will ask for."""
        self.user_attrs[key] = value

    def __getattr__(self, name: str) -> Unknown:
        return _special(name)


def _special(name: str) -> Unknown:
    """What an object that stands for another has under a name that it does not know."""
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    return Unknown(f"the attribute {name}")


# Builders.


def tuner_argument(name: str) -> HyperParameters | Trial | None:
    """What a tuner would give for the parameter of that name, if it would any."""
    if _HYPERPARAMETERS.match(name):
        return HyperParameters()
    return Trial() if _TRIAL.match(name) else None


def takes(parameters: list[str]) -> bool:
    """Whether a tuner may call a method that has these parameters."""
    return len(parameters) == 2 and tuner_argument(parameters[1]) is not None


_offered: dict[Any, dict[str, Any]] = {}


def offer(builder: Any, given: dict[str, Any]) -> None:
    """Note what a wrapper of scikeras would call a builder with."""
    if inspect.isfunction(builder):
        routed = {name.removeprefix("model__"): value for name, value in given.items()}
        _offered.setdefault(builder, {"meta": Unknown("the properties of the data"), **routed})


def arguments(builder: Any) -> dict[str, Any] | None:
    """What a tuner or a wrapper would call it with.

    Returns:
        None if that would not do, or is nothing.
    """
    known = _offered.get(builder, {}) if inspect.isfunction(builder) else {}
    given = {}
    for name, parameter in inspect.signature(builder).parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        needed = parameter.default is parameter.empty
        stand_in = tuner_argument(name) if needed or parameter.default is None else None
        if name in known:
            given[name] = known[name]
        elif stand_in is not None:
            given[name] = stand_in
        elif needed:
            return None
    return given or None


def call_as_tuner(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What it gives in the place of a tuner that is not here, whose ways are not all known."""
    trace = current.trace
    if trace is None or trace.assumes:
        return function(*args, **kwargs)
    with trace.assuming():
        try:
            return function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - as any program
            place = Span(trace.sources.document, 1, 1, 1, 1)
            problem = exceptions.problem_of(trace, error, place)
            if problem is not None:
                trace.problem(problem)
            return Unknown("the result of a builder that failed")


# Packages that are not here.


class HyperModel:
    """Stands for Keras Tuner's."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def fit(self, _: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        """As Keras Tuner does it."""
        return model.fit(*args, **kwargs)

    def __getattr__(self, name: str) -> Unknown:
        return _special(name)


class _OfFunction(HyperModel):
    def __init__(self, function: Any) -> None:
        self.build = function


class Tuner:
    """Stands for a tuner of Keras Tuner."""

    def __init__(self, hypermodel: Any = None, *_: Any, **__: Any) -> None:
        made = inspect.isroutine(hypermodel)
        self.hypermodel = _OfFunction(hypermodel) if made else hypermodel
        self._space = HyperParameters()
        self._model: Any = None
        self._build()

    def _build(self) -> Any:
        if self.hypermodel is None or isinstance(self.hypermodel, (Unknown, UnknownBase)):
            return Unknown("the model of an unknown hypermodel")
        if self._model is None:
            self._model = call_as_tuner(self.hypermodel.build, self._space)
        return self._model

    def search(self, *args: Any, **kwargs: Any) -> None:
        """Make the program's own kind of trial, else try one model with the data."""
        if hasattr(type(self), "run_trial"):
            call_as_tuner(self.run_trial, Trial(self._space), *args, **kwargs)
            return
        model = self._build()
        if not isinstance(model, Unknown):
            call_as_tuner(self.hypermodel.fit, self._space, model, *args, **kwargs)

    def get_best_models(self, num_models: int = 1) -> list[Any]:
        """The model with the defaults."""
        return [self._build()] * num_models

    def get_best_hyperparameters(self, num_trials: int = 1) -> list[Any]:
        """The defaults."""
        note_missing_choices(sys._getframe(1))
        return [self._space] * num_trials

    def __getattr__(self, name: str) -> Unknown:
        return _special(name)


def note_missing_choices(frame: FrameType) -> None:
    """What was best may have other names: some depend on the values of others."""
    if current.trace is not None:
        current.trace.flow.note("missing", frame)


class Study:
    """Stands for Optuna's."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.best_trial = Trial()
        self.trials = [self.best_trial]
        self.best_value = Unknown(SCORE)

    @property
    def best_params(self) -> dict[str, Any]:
        """Those of the one trial."""
        return self.best_trial.params

    def optimize(self, func: Any, *_: Any, **__: Any) -> None:
        """Try the function once."""
        call_as_tuner(func, self.best_trial)

    def ask(self, *_: Any, **__: Any) -> Trial:
        """The one trial."""
        return self.best_trial

    def __getattr__(self, name: str) -> Unknown:
        return _special(name)


class Wrapper(Unknown):
    """Stands for an estimator of scikeras."""

    def __init__(self, model: Any = None, build_fn: Any = None, *_: Any, **given: Any) -> None:
        super().__init__("an estimator of scikeras")
        offer(model or build_fn, given)


class _Package(Unknown):
    """Stands for a package, or a module of it, of which some names are known."""

    def __init__(self, reason: str, known: dict[str, Any]) -> None:
        super().__init__(reason)
        self.__dict__["_known"] = known

    def __getattr__(self, name: str) -> Any:
        super().__getattr__(name)
        return self.__dict__["_known"].get(name, self)


_TUNERS = ("RandomSearch", "Hyperband", "BayesianOptimization", "GridSearch", "Tuner")
_TUNER: dict[str, Any] = {
    "HyperModel": HyperModel, "HyperParameters": HyperParameters, **dict.fromkeys(_TUNERS, Tuner),
}  # fmt: skip
_OPTUNA = {
    "Trial": Trial, "Study": Study, "create_study": Study, "load_study": Study,
    "TrialPruned": type("TrialPruned", (Exception,), {}),
}  # fmt: skip
_WRAPPERS = dict.fromkeys(("KerasClassifier", "KerasRegressor", "BaseWrapper"), Wrapper)
_PACKAGES = {
    "keras_tuner": _TUNER, "kerastuner": _TUNER, "optuna": _OPTUNA, "scikeras": _WRAPPERS,
}  # fmt: skip


def in_place_of(statement: ast.stmt) -> dict[str, Any]:
    """What the names of an import stand for that has not found its package."""
    if isinstance(statement, ast.Import):
        pairs = [(alias, alias.name, "") for alias in statement.names]
    elif isinstance(statement, ast.ImportFrom) and not statement.level:
        pairs = [(alias, statement.module or "", alias.name) for alias in statement.names]
    else:
        return {}
    bound = {}
    for alias, module, name in pairs:
        root = module.split(".")[0]
        if root in _PACKAGES and root not in sys.modules:
            package = _Package(f"the package {root}", _PACKAGES[root])
            if name == "*":
                bound.update(_PACKAGES[root])
                continue
            bound[alias.asname or name or root] = getattr(package, name) if name else package
    return bound

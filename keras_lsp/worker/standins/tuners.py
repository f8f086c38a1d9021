"""Keras Tuner, Optuna and scikit-learn's searches: one model with the first choices is tried.

Nothing is searched for and nothing is written; what a search would find is not known. Knows
no Keras, and of those packages what the program has imported.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import itertools
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.standins.hyperparameters import SCORE, Trial, note_missing_choices, offer
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

_MARK = "_keras_lsp_stands_in"
# Where a tuner keeps the model of its search.
_TRIED = "_keras_lsp_tried"
_numbers = itertools.count(1)


def install() -> None:
    """Set the stand-ins in those packages that have been imported and have none yet."""
    for name, part, set_up in (
        ("keras_tuner", "Tuner", _keras_tuner),
        ("optuna", "create_study", _optuna),
        ("scikeras.wrappers", "BaseWrapper", _scikeras),
        ("sklearn.model_selection", "GridSearchCV", _sklearn),
    ):
        package = sys.modules.get(name)
        if package is not None and hasattr(package, part) and not hasattr(package, _MARK):
            setattr(package, _MARK, True)
            set_up(package)


def _put(owner: Any, name: str, stand_in: Callable[..., Any]) -> None:
    """Let a function of a class or module be another one for programs.

    Args:
        owner: the class or module.
        name: of the function or property, which need not be there.
        stand_in: takes the original, then its arguments.
    """
    found = vars(owner).get(name)
    original = found.fget if isinstance(found, property) else found
    if original is None:
        return

    @functools.wraps(original)
    def either(*args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return original(*args, **kwargs)
        return stand_in(original, *args, **kwargs)

    setattr(owner, name, property(either) if isinstance(found, property) else either)


# Keras Tuner.


def _keras_tuner(package: Any) -> None:
    tuners = ("Tuner", "RandomSearch", "Hyperband", "BayesianOptimization", "GridSearch")
    found = [getattr(package, name, object) for name in (*tuners, "SklearnTuner")]
    for cls in {base for tuner in found for base in tuner.__mro__ if base is not object}:
        for name, stand_in in _OF_TUNERS.items():
            _put(cls, name, stand_in)
        if cls.__name__ == "BaseTuner":
            _put(cls, "__init__", _start)
    for cls in package.Oracle.__mro__:
        _put(cls, "get_best_trials", _best_trials)


def _start(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
    """Make a tuner that finds nothing of earlier searches, and removes none of their files."""
    given = inspect.signature(original).bind(self, *args, **kwargs)
    given.arguments["directory"] = f"{tempfile.gettempdir()}/tuner-{next(_numbers)}"
    given.arguments["overwrite"] = False
    original(*given.args, **given.kwargs)


def _search(_: Any, self: Any, *args: Any, **kwargs: Any) -> None:
    """Make one trial, and keep what it has asked for."""
    trial = Trial(self.oracle.get_space())
    self.run_trial(trial, *args, **kwargs)
    self.oracle.hyperparameters.merge(trial.hyperparameters)


def _run_trial(_: Any, self: Any, trial: Any, *args: Any, **kwargs: Any) -> Unknown:
    """Try one model with the data."""
    model = self.hypermodel.build(trial.hyperparameters)
    if hasattr(model, "count_params"):
        self.__dict__[_TRIED] = model
        override = getattr(self, "_override_compile_args", None)
        if override is not None:
            override(model)
        # Keras Tuner adds its own to them, and hands them on in any case.
        kwargs["callbacks"] = list(kwargs.get("callbacks") or [])
        self.hypermodel.fit(trial.hyperparameters, model, *args, **kwargs)
    return Unknown(SCORE)


def _best_models(_: Any, self: Any, num_models: int = 1) -> list[Any]:
    tried = self.__dict__.get(_TRIED)
    model = self.hypermodel.build(self.oracle.get_space()) if tried is None else tried
    return [model] * num_models


def _best_hyperparameters(_: Any, self: Any, num_trials: int = 1) -> list[Any]:
    note_missing_choices(sys._getframe(1))
    return [self.oracle.get_space()] * num_trials


def _best_trials(_: Any, self: Any, num_trials: int = 1) -> list[Any]:
    return [Trial(self.get_space())] * num_trials


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing: there are no results."""


_OF_TUNERS: dict[str, Callable[..., Any]] = {
    "search": _search,
    "run_trial": _run_trial,
    "get_best_models": _best_models,
    "get_best_hyperparameters": _best_hyperparameters,
    "results_summary": _nothing,
    "save": _nothing,
    "reload": _nothing,
}


# Optuna.


def _optuna(package: Any) -> None:
    class Lowest(package.samplers.BaseSampler):  # type: ignore[misc]
        """Chooses what is smallest or first."""

        def infer_relative_search_space(self, *_: Any) -> dict[str, Any]:
            return {}

        def sample_relative(self, *_: Any) -> dict[str, Any]:
            return {}

        def sample_independent(self, _: Any, __: Any, ___: str, distribution: Any) -> Any:
            choices = getattr(distribution, "choices", None)
            return distribution.low if choices is None else choices[0]

    def start(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        """Make a study that chooses in the same way each time, and gives up no trial."""
        given = inspect.signature(original).bind(self, *args, **kwargs)
        given.arguments["sampler"] = Lowest()
        given.arguments["pruner"] = package.pruners.NopPruner()
        original(*given.args, **given.kwargs)

    def optimize(_: Any, self: Any, func: Any, *__: Any, **___: Any) -> None:
        """Try the function once."""
        trial = self.ask()
        with contextlib.suppress(package.TrialPruned):
            func(trial)
        self.tell(trial, [0.0] * len(self.directions))

    class InMemory(package.storages.InMemoryStorage):  # type: ignore[misc]
        """In the place of a database, in which any study is."""

        def get_study_id_from_name(self, study_name: str) -> Any:
            try:
                return super().get_study_id_from_name(study_name)
            except KeyError:
                return self.create_new_study([package.study.StudyDirection.MINIMIZE], study_name)

    class Database(InMemory):
        """A database that the program opens itself: an empty one."""

        def __init__(self, *_: Any, **__: Any) -> None:
            super().__init__()

    kept: dict[str, Any] = {}

    def storage_of(original: Any, storage: Any) -> Any:
        if isinstance(storage, str):
            return kept.setdefault(storage, InMemory())
        return storage if isinstance(storage, Database) else original(storage)

    def best(original: Any, self: Any) -> Any:
        try:
            trial = copy.copy(original(self))
        except ValueError:
            return Unknown("the best trial of a study that has none here")
        trial.values = [Unknown(SCORE)] * len(self.directions)
        return trial

    package.storages.RDBStorage = Database
    _put(package.Study, "__init__", start)
    _put(package.Study, "optimize", optimize)
    _put(package.Study, "best_trial", best)
    _put(package.Study, "best_value", lambda *_: Unknown(SCORE))
    _put(package.storages, "get_storage", storage_of)


# scikeras and scikit-learn.


def _scikeras(package: Any) -> None:
    def start(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        given = inspect.signature(original).bind(self, *args, **kwargs).arguments
        given.update(given.pop("kwargs", {}))
        offer(given.pop("model", None) or given.get("build_fn"), given)

    _put(package.BaseWrapper, "__init__", start)


def _sklearn(package: Any) -> None:
    for cls in package.GridSearchCV.__mro__:
        if cls.__name__ == "BaseSearchCV":
            _put(cls, "fit", _search_of_grid)
    validation = sys.modules[package.cross_val_score.__module__]
    for name in _VALIDATING:
        original = getattr(package, name, None)
        if inspect.isfunction(original):
            _put(package, name, _validate)
            _put(validation, name, _validate)
            _rebind(original, getattr(package, name))


_VALIDATING = (
    "cross_val_score", "cross_val_predict", "cross_validate", "learning_curve",
    "validation_curve", "permutation_test_score",
)  # fmt: skip


def _rebind(original: Any, stand_in: Any) -> None:
    """Put a function in the place of one that the program has imported by name."""
    namespace = current.trace.namespace if current.trace is not None else {}
    for name, value in list(namespace.items()):
        if value is original:
            namespace[name] = stand_in


def _holds_keras(estimator: Any) -> bool:
    """Whether training it trains a model of Keras."""
    wrappers = sys.modules.get("scikeras.wrappers")
    if wrappers is None or not hasattr(estimator, "get_params"):
        return False
    parts = [estimator, *estimator.get_params(deep=True).values()]
    return any(isinstance(part, wrappers.BaseWrapper) for part in parts)


def _search_of_grid(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    if not _holds_keras(self.estimator):
        return original(self, *args, **kwargs)
    choices = getattr(self, "param_grid", None) or getattr(self, "param_distributions", {})
    if isinstance(choices, (list, tuple)):
        choices = choices[0]
    chosen = {name: _first_choice(values) for name, values in choices.items()}
    estimator = sys.modules["sklearn.base"].clone(self.estimator)
    self.best_params_, self.best_index_, self.multimetric_ = chosen, 0, False
    self.best_score_ = self.cv_results_ = Unknown(SCORE)
    self.best_estimator_ = estimator.set_params(**chosen).fit(*args, **kwargs)
    return self


def _first_choice(values: Any) -> Any:
    """The first of some values; of a distribution, one that it gives each time."""
    return values.rvs(random_state=0) if hasattr(values, "rvs") else next(iter(values))


def _validate(original: Any, *args: Any, **kwargs: Any) -> Any:
    given = inspect.signature(original).bind(*args, **kwargs).arguments
    if not _holds_keras(given["estimator"]):
        return original(*args, **kwargs)
    sys.modules["sklearn.base"].clone(given["estimator"]).fit(given["X"], given.get("y"))
    return Unknown(SCORE)

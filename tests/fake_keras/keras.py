"""See `tests.fake_keras`: this is what `import keras` gives in its Python."""

from __future__ import annotations

import itertools
import sys
import types
from typing import TYPE_CHECKING, Any, ClassVar

from keras_lsp import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.trace.record import Trace

__version__ = "3.0.0"


class Input:
    def __init__(self, shape: tuple[int, ...]) -> None:
        self.size = shape[-1]


class Dense:
    def __init__(self, units: int, **_: Any) -> None:
        self.size = units


class Sequential:
    built = True

    def __init__(self, layers: list[Any] | None = None) -> None:
        self.layers = list(layers or ())
        if _Adapter.trace is not None:
            _Adapter.trace.created(self, sys._getframe(1))
            _Adapter.made.append(self)

    def add(self, layer: Any) -> None:
        self.layers.append(layer)

    @property
    def total(self) -> int:
        sizes = [layer.size for layer in self.layers]
        return sum((one + 1) * other for one, other in itertools.pairwise(sizes))


class _Adapter:
    """In the place of the one for Keras 3."""

    trace: Trace | None = None
    made: ClassVar[list[Sequential]] = []

    package = sys.modules[__name__]

    def makes_model(self, value: object) -> bool:
        return value is Sequential

    def is_model(self, value: object) -> bool:
        return isinstance(value, Sequential)

    def is_alive(self, _model: Any) -> bool:
        return True

    def lacks_input(self, _model: Any, _errors: dict[int, str]) -> bool:
        return False

    def install(self, *, shortcuts: bool) -> None:
        """There is nothing to watch."""

    def suppose(self, _trace: Trace) -> None:
        """Nothing is called on what is not known."""

    def counter(self, _trace: Trace) -> None:
        """Nothing is counted."""

    def start(self, trace: Trace, *, lazy: bool) -> None:
        _Adapter.trace, _Adapter.made = trace, []

    def broke(self, _error: BaseException) -> bool:
        return False

    def after_statement(self) -> None:
        """There is nothing to do."""

    def named_data(self, _namespace: dict[str, Any], _names: list[Any]) -> list[report.Data]:
        return []

    def describe_all(self, trace: Trace, names: dict[int, str]) -> Iterator[report.Model]:
        for number, model in enumerate(_Adapter.made):
            span = trace.site_of(model)
            if span is not None:
                yield report.Model(
                    id=str(number),
                    name="sequential",
                    class_name="Sequential",
                    span=span,
                    variable=names.get(id(model), ""),
                    weights=report.Weights(model.total, model.total, 0, 4 * model.total),
                )


backend = types.SimpleNamespace(backend=lambda: "none")
layers = types.SimpleNamespace(Dense=Dense)
for name in ("keras_lsp.worker.keras3", "keras_lsp.worker.keras3.adapter"):
    sys.modules[name] = types.ModuleType(name)
vars(sys.modules["keras_lsp.worker.keras3.adapter"])["ADAPTER"] = _Adapter()

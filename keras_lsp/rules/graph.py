"""The report's calls as a graph: what feeds what, what is an output, which activation it has."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import shapes_text
from keras_lsp.report import Related
from keras_lsp.rules.layer_classes import (
    ACTIVATION_OF,
    CONVOLUTIONS,
    DENSE,
    DROPOUTS,
    RESHAPING,
)

if TYPE_CHECKING:
    from collections.abc import Container

    from keras_lsp.report import Call, Model, Report, Span

_WITH_ACTIVATION = CONVOLUTIONS | DENSE


class Graph:
    """The calls of a report.

    Args:
        report: all that the run found.
        gpu_memory: bytes of the GPU that the program trains on; 0 if that is not known.

    Attributes:
        report, gpu_memory: see above.
        calls: by their `id`.
        models: by their `layer`.
    """

    def __init__(self, report: Report, gpu_memory: int = 0) -> None:
        self.report = report
        self.gpu_memory = gpu_memory
        self.calls = {call.id: call for call in report.calls}
        self.models = {model.layer: model for model in report.models if model.layer is not None}
        self._users: dict[int, list[Call]] = {}
        for call in report.calls:
            for producer in call.producers:
                self._users.setdefault(producer, []).append(call)
        self._uses = Counter(call.span for call in report.calls)
        self.outputs = {number for model in report.models for number in model.outputs}

    @property
    def on_tensorflow(self) -> bool:
        """Whether the program runs on TensorFlow, which refuses indices that are out of range."""
        keras = self.report.keras
        return keras is not None and keras.backend == "tensorflow"

    @property
    def on_keras_3(self) -> bool:
        """Whether losses leave an axis out that the targets do not have."""
        return self.report.keras is not None and self.report.keras.flavour == "keras3"

    def uses(self, span: Span) -> int:
        """How many calls an expression made."""
        return self._uses[span]

    def layer_around(self, call: Call) -> int | None:
        """The `layer` of the call inside whose `call` method this one happened."""
        around = self.calls.get(call.parent or 0)
        return around.layer if around is not None else None

    def users(self, call: Call) -> list[Call]:
        """The calls that take the call's output."""
        return self._users.get(call.id, [])

    def only_user(self, call: Call) -> Call | None:
        """The call that takes the output and nothing else, if there is no other."""
        users = self.users(call)
        if len(users) != 1 or self.giver(users[0]) is not call:
            return None
        return users[0]

    def giver(self, call: Call, through: Container[str] = ()) -> Call | None:
        """The call whose very output is the call's only input.

        Args:
            call: a call.
            through: classes of layers to pass by on the way back.

        Returns:
            None if there are several inputs, or something unknown lies between.
        """
        while call.direct and len(call.producers) == 1 and len(call.input_shapes) == 1:
            found = self.calls.get(call.producers[0])
            if found is None or found.class_name not in through:
                return found
            call = found
        return None

    def final(self, model: Model) -> list[Call | None]:
        """For each output the call that computes it: not one that only forms it anew."""
        return [self._computing(self.calls.get(number)) for number in model.outputs]

    def _computing(self, call: Call | None) -> Call | None:
        for _ in range(len(self.calls)):
            if call is None or call.failed:
                return None
            inner = self.models.get(call.layer or 0) if call.kind == "model" else None
            returned = inner.outputs if inner is not None else call.returns
            if len(returned) == 1:
                call = self.calls.get(returned[0])
            elif call.class_name in RESHAPING | DROPOUTS or _is_cast(call):
                call = self.giver(call)
            else:
                break
        return call


def _is_cast(call: Call) -> bool:
    return call.class_name == "Activation" and call.config.get("activation") == "linear"


def activation(call: Call) -> str | None:
    """The name of the activation that the output has been through; None if not known."""
    if call.failed:
        return None
    if call.class_name in ACTIVATION_OF:
        return ACTIVATION_OF[call.class_name]
    if call.class_name in _WITH_ACTIVATION or call.class_name == "Activation":
        name = call.config.get("activation")
        if name == "?":
            return None
        return name and name.removesuffix("_v2")  # Functions of TensorFlow have such names.
    return None


def is_activation(call: Call) -> bool:
    """Whether the call does nothing but apply an activation."""
    return call.class_name in ACTIVATION_OF or call.class_name == "Activation"


def sizes(call: Call, name: str) -> tuple[int, ...]:
    """The numbers of an argument such as `strides`; empty if it is not known."""
    try:
        value = ast.literal_eval(call.config.get(name, "()"))
    except (ValueError, SyntaxError):
        return ()
    numbers = value if isinstance(value, tuple) else (value,)
    return numbers if all(isinstance(number, int) for number in numbers) else ()


def layer_name(call: Call) -> str:
    """How a message names a layer: `` `dense` (Dense) ``."""
    return f"`{call.name}` ({call.class_name})"


def gives(call: Call) -> Related:
    """The note that a call gives its output."""
    return Related(call.span, f"{layer_name(call)} gives {shapes_text(call.output_shapes)}")

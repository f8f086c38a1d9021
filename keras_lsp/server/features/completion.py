"""What Keras takes, where somebody writes it: `activation="`, `loss={"`, units in `Dense(`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.presentation.figures import shapes_text
from keras_lsp.presentation.target_units import units_of_targets
from keras_lsp.programs.arguments import number_argument, string_argument
from keras_lsp.programs.text import to_column, to_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keras_lsp.programs.arguments import Argument
    from keras_lsp.report import Model, Report
    from keras_lsp.runs.accepted import Catalogue
    from keras_lsp.server.session import KerasServer

TRIGGERS = ('"', "'")

_COMPILE = ["optimizer", "loss", "loss_weights", "metrics", "weighted_metrics"]
_TRAIN = ["x", "y"]
# What a dictionary has a value in for each output, or for each input.
_BY_OUTPUT = {*_COMPILE} - {"optimizer"} | {"y", "sample_weight"}
_MODULES = {
    "activation": "activations", "recurrent_activation": "activations", "loss": "losses",
    "optimizer": "optimizers", "metrics": "metrics", "weighted_metrics": "metrics",
}  # fmt: skip
_MODULES_BY_END = {
    "_initializer": "initializers", "_regularizer": "regularizers", "_constraint": "constraints",
}  # fmt: skip
_CHOICES = {
    "padding": {
        "valid": "No padding: the output is smaller than the input.",
        "same": "Zeros around the input: with a stride of 1 the output is as large.",
    },
    "data_format": {
        "channels_last": "(batch, …, channels)",
        "channels_first": "(batch, channels, …)",
    },
    "merge_mode": {
        "concat": "Both directions side by side, the default.",
        "sum": "Both directions added.",
        "mul": "Both directions multiplied.",
        "ave": "The mean of both directions.",
    },
}
_CAUSAL = {"causal": "Zeros before the input only: no output depends on what comes later."}
# Those that are used most come first: of metrics, and of anything else.
_COMMON_METRICS = ("accuracy", "mae", "mse", "auc", "precision", "recall")
_COMMON = (
    "relu", "gelu", "sigmoid", "softmax", "tanh", "swish", "adam", "adamw", "sgd", "rmsprop",
    "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy", "mse",
    "mae", "glorot_uniform", "he_normal", "zeros", "ones", "l2", "l1", "same", "valid",
)  # fmt: skip


async def completion(
    ls: KerasServer, params: types.CompletionParams
) -> list[types.CompletionItem] | None:
    """`textDocument/completion`."""
    uri, position = params.text_document.uri, params.position
    document = ls.documents.peek(uri)
    part = document.part(uri) if document is not None else None
    line = document.line(part, position.line) if document is not None and part else None
    if document is None or part is None or line is None or document.analysis is None:
        return None
    before = line[: to_column(line, position.character, ls.encoding)]
    text = "".join([*document.lines[part.first : part.first + position.line], before])
    analysis, number = document.analysis, number_argument(text)
    argument = number or (string_argument(text) if any(map(before.count, TRIGGERS)) else None)
    if argument is None or "\n" in argument.written:
        return None
    texts: Mapping[str, str] = {}
    if number is not None:
        texts = _units(analysis.report, number)
    elif argument.is_key:
        texts = _ends(analysis.report, argument)
    elif argument.function.endswith(".get_layer"):
        texts = _layers(analysis.report, argument)
    else:
        catalogue = await ls.catalogues.of(analysis)
        if catalogue is not None:
            texts = _accepted(catalogue, analysis.report, argument)
    column = to_units(line, len(before) - len(argument.written), ls.encoding)
    start = types.Position(position.line, column)
    return [*_items(texts, types.Range(start, position))] or None


def _items(texts: Mapping[str, str], place: types.Range) -> Iterator[types.CompletionItem]:
    common = _COMMON_METRICS if "accuracy" in texts else _COMMON
    for name, text in texts.items():
        rank = common.index(name) if name in common else len(common)
        yield types.CompletionItem(
            label=name,
            kind=types.CompletionItemKind.Value,
            detail=text or None,
            sort_text=f"{rank:02}{name}",
            filter_text=name,
            text_edit=types.TextEdit(place, name),
        )


def _units(report: Report, argument: Argument) -> dict[str, str]:
    """Units of a `Dense` that gives an output."""
    is_units = argument.name == "units" or argument.position == 0
    if argument.function.rpartition(".")[2] != "Dense" or not is_units:
        return {}
    return {str(units): reason for units, reason in units_of_targets(report).items()}


def _ends(report: Report, argument: Argument) -> dict[str, str]:
    """The outputs of the model that is compiled or trained, or its inputs, with their shapes."""
    around, _, called = argument.function.rpartition(".")
    names = {"compile": _COMPILE, "fit": _TRAIN, "evaluate": _TRAIN, "predict": ["x"]}.get(called)
    variable = around.rpartition(".")[2]
    model = next((each for each in report.models if each.variable == variable), None)
    if names is None or model is None:
        return {}
    name = argument.name
    if argument.position is not None:
        name = names[argument.position] if argument.position < len(names) else None
    if name == "x":
        return {
            layer.name: shapes_text(layer.output_shapes)
            for layer in model.layers
            if layer.kind == "input" and len(layer.path) == 1
        }
    givers = set(model.outputs) if name in _BY_OUTPUT else ()
    return {
        call.name: f"{call.class_name} {shapes_text(call.output_shapes)}"
        for call in report.calls
        if call.id in givers
    }


def _layers(report: Report, argument: Argument) -> dict[str, str]:
    """The layers of the model that is asked for one, with their shapes."""
    if argument.name not in (None, "name") or argument.position not in (None, 0):
        return {}
    variable = argument.function.rpartition(".")[0].rpartition(".")[2]
    models = [model for model in report.models if model.variable == variable]
    return {
        layer.name: f"{layer.class_name} {shapes_text(layer.output_shapes)}".strip()
        for model in models or report.models
        for layer in model.layers
        if len(layer.path) == 1
    }


def _accepted(catalogue: Catalogue, report: Report, argument: Argument) -> Mapping[str, str]:
    """What the argument may be, each with what it means."""
    around, _, called = argument.function.rpartition(".")
    if called == "compile":
        names = _COMPILE if _is_model(around, report.models) else []
    else:
        names = catalogue.parameters.get(called, [])
    name = argument.name
    if argument.position is not None:
        name = names[argument.position] if argument.position < len(names) else None
    if name is None or name not in names:
        return {}
    ends = (module for end, module in _MODULES_BY_END.items() if name.endswith(end))
    module = _MODULES.get(name) or next(ends, None)
    if module is not None:
        return catalogue.strings.get(module, {})
    choices = _CHOICES.get(name, {})
    if name == "padding" and called.endswith("Conv1D"):
        return {**choices, **_CAUSAL}
    return choices


def _is_model(name: str, models: list[Model]) -> bool:
    """Whether it is the name of a model: `re.compile` takes other strings."""
    last = name.rpartition(".")[2]
    return last == "self" or "model" in last.lower() or last in {item.variable for item in models}

"""What PyTorch keeps of one layer for the backward pass, on a CPU, and what its rule says."""

from __future__ import annotations

import gc
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["KERAS_BACKEND"] = "torch"

import keras
import torch
from keras import layers as L  # noqa: N812 - a table of layers is read by their names
from torch.profiler import ProfilerActivity, profile

from keras_lsp import report
from keras_lsp.memory.graph import Step, Tensor
from keras_lsp.memory.rules import kept_by
from keras_lsp.memory.tensors import size_of
from keras_lsp.worker.trace import layer_properties

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 8
_IMAGE, _LINE, _SEQUENCE = [(32, 32, 16)], [(256, 16)], [(100, 32)]
_TWO = [(100, 32), (100, 32)]

# A name, what makes the layer, and the shapes of its inputs. Not among them is what PyTorch does
# otherwise on a GPU: masks of `Dropout` take a byte there instead of four, attention gives its
# result in another order, and cuDNN has LSTM and GRU.
CASES: list[tuple[str, Callable[[], Any], list[tuple[int, ...]]]] = [
    ("Conv2D, relu", lambda: L.Conv2D(32, 3, padding="same", activation="relu"), _IMAGE),
    ("Conv2D, gelu", lambda: L.Conv2D(32, 3, activation="gelu"), _IMAGE),
    ("Conv1D", lambda: L.Conv1D(32, 3), _LINE),
    ("Conv1D, causal", lambda: L.Conv1D(32, 3, padding="causal"), _LINE),
    ("Conv3D", lambda: L.Conv3D(8, 3, padding="same"), [(16, 16, 16, 8)]),
    ("DepthwiseConv2D", lambda: L.DepthwiseConv2D(3, padding="same"), _IMAGE),
    ("SeparableConv2D", lambda: L.SeparableConv2D(32, 3, padding="same"), _IMAGE),
    ("Conv2DTranspose", lambda: L.Conv2DTranspose(16, 3, 2, padding="same"), _IMAGE),
    ("Dense, relu", lambda: L.Dense(64, activation="relu"), _SEQUENCE),
    ("Dense, selu", lambda: L.Dense(64, activation="selu"), _SEQUENCE),
    ("Dense, mish", lambda: L.Dense(64, activation="mish"), _SEQUENCE),
    ("BatchNormalization", L.BatchNormalization, _IMAGE),
    ("LayerNormalization", L.LayerNormalization, _SEQUENCE),
    ("RMSNormalization", L.RMSNormalization, _SEQUENCE),
    ("GroupNormalization", lambda: L.GroupNormalization(4), _IMAGE),
    ("MaxPooling2D", L.MaxPooling2D, _IMAGE),
    ("MaxPooling2D, same", lambda: L.MaxPooling2D(3, 2, padding="same"), _IMAGE),
    ("AveragePooling2D", lambda: L.AveragePooling2D(2), _IMAGE),
    ("GlobalMaxPooling2D", L.GlobalMaxPooling2D, _IMAGE),
    ("GlobalAveragePooling2D", L.GlobalAveragePooling2D, _IMAGE),
    ("GaussianNoise", lambda: L.GaussianNoise(0.5), _SEQUENCE),
    ("GaussianDropout", lambda: L.GaussianDropout(0.5), _SEQUENCE),
    ("LeakyReLU", L.LeakyReLU, _SEQUENCE),
    ("PReLU", L.PReLU, _SEQUENCE),
    ("softsign", lambda: L.Activation("softsign"), _SEQUENCE),
    ("squareplus", lambda: L.Activation("squareplus"), _SEQUENCE),
    ("tanh_shrink", lambda: L.Activation("tanh_shrink"), _SEQUENCE),
    ("SimpleRNN", lambda: L.SimpleRNN(32, return_sequences=True), [(50, 32)]),
    ("LSTM, step by step", lambda: L.LSTM(32, recurrent_dropout=0.1), [(50, 32)]),
    ("GRU, step by step", lambda: L.GRU(32, recurrent_dropout=0.1), [(50, 32)]),
    ("ConvLSTM2D", lambda: L.ConvLSTM2D(8, 3, padding="same"), [(10, 16, 16, 8)]),
    ("TimeDistributed(Dense)", lambda: L.TimeDistributed(L.Dense(32)), [(50, 32)]),
    ("UpSampling2D", L.UpSampling2D, _IMAGE),
    ("ZeroPadding2D", L.ZeroPadding2D, _IMAGE),
    ("Add", L.Add, _TWO),
    ("Multiply", L.Multiply, _TWO),
    ("Concatenate", L.Concatenate, _TWO),
    ("Attention", L.Attention, _TWO),
    ("AdditiveAttention", L.AdditiveAttention, _TWO),
]


def measured(make: Callable[[], Any], shapes: list[tuple[int, ...]]) -> int:
    """Bytes beyond inputs and outputs that are there after the forward pass."""
    layer, _ = _built(make, shapes)
    numbers = [torch.rand(BATCH, *shape, requires_grad=True) for shape in shapes]
    keywords = {"training": True} if layer._call_has_training_arg else {}
    _call(layer, numbers, **keywords)
    gc.collect()
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        output = _call(layer, numbers, **keywords)
        gc.collect()
    storages = {each.untyped_storage().data_ptr(): each for each in keras.tree.flatten(output)}
    inputs = {number.untyped_storage().data_ptr() for number in numbers}
    made = sum(
        tensor.untyped_storage().nbytes()
        for address, tensor in storages.items()
        if address not in inputs
    )
    return _left(seen) - made


def _left(seen: Any) -> int:
    """What was allocated in the end beyond what had been in the beginning."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "trace.json")
        seen.export_chrome_trace(str(file))
        events = json.loads(file.read_text())["traceEvents"]
    changes = [each["args"] for each in events if each.get("name") == "[memory]"]
    return sum(each["Bytes"] for each in changes)


def said(make: Callable[[], Any], shapes: list[tuple[int, ...]]) -> int:
    """Bytes that the layer's rule says to be its own."""
    layer, output = _built(make, shapes)
    dtype = str(output.dtype)
    weights = layer_properties.weights(layer) or report.Weights(0, 0, 0, 0)
    row = report.Layer(
        layer.name, type(layer).__name__, [layer.name], dtype=dtype, weights=weights,
        config=layer_properties.config(layer), facts=layer_properties.facts(layer),
        activation=layer_properties.activation_name(layer),
    )  # fmt: skip
    given: list[report.Shape] = [[None, *shape] for shape in shapes]
    made: list[report.Shape] = [[*output.shape]]
    sizes = [size_of(shape, None) for shape in given], [size_of(shape, None) for shape in made]
    inputs = [Tensor(size, 4, learns=True) for size in sizes[0]]
    outputs = [Tensor(size, 4, learns=True) for size in sizes[1]]
    return kept_by(Step(row, inputs, outputs, (given, made), sizes, ()), BATCH).own


def _built(make: Callable[[], Any], shapes: list[tuple[int, ...]]) -> tuple[Any, Any]:
    keras.utils.clear_session()
    layer = make()
    return layer, _call(layer, [keras.Input(shape) for shape in shapes])


def _call(layer: Any, tensors: list[Any], **keywords: Any) -> Any:
    if len(tensors) == 1 or isinstance(layer, L.MultiHeadAttention):
        return layer(*tensors, **keywords)
    return layer(tensors, **keywords)

"""The package of Keras 2 in this process, `keras` or `tf_keras`: they have the same internals."""

from __future__ import annotations

import importlib
from typing import Any

import tensorflow as tf

from keras_lsp.worker import preload

NAME = "tf_keras" if preload.legacy_is_wanted() else "keras"


def source(name: str) -> Any:
    """A module inside the package's own `src`."""
    return importlib.import_module(f"{NAME}.src.{name}")


keras: Any = importlib.import_module(NAME)
backend = source("backend")
base_layer = source("engine.base_layer")
base_layer_utils = source("engine.base_layer_utils")
data_adapter = source("engine.data_adapter")
functional = source("engine.functional")
input_spec = source("engine.input_spec")
keras_tensor = source("engine.keras_tensor")
node = source("engine.node")
sequential = source("engine.sequential")
tf_inspect = source("utils.tf_inspect")
traceback_utils = source("utils.traceback_utils")

Layer = base_layer.Layer
Model = source("engine.training").Model
Functional = functional.Functional
Sequential = sequential.Sequential
InputLayer = source("engine.input_layer").InputLayer
KerasTensor = keras_tensor.KerasTensor
Merge = source("layers.merging.base_merge")._Merge
Metric = source("metrics.base_metric").Metric

_operations = source("layers.core.tf_op_layer")
# What Keras makes of functions and methods of TensorFlow that are called on its tensors.
OPERATIONS: tuple[type, ...] = (
    _operations.TFOpLambda,
    _operations.ClassMethod,
    _operations.InstanceProperty,
)

_SCRATCH = "keras_lsp_scratch_graph"


def scratch_graph() -> Any:
    """A graph, entered with `as_default`, whose tensors nobody will compute."""
    return tf.__internal__.FuncGraph(_SCRATCH)


def is_scratch(graph: Any) -> bool:
    """Whether the graph is never executed."""
    while type(graph).__name__ in (
        "WhileBodyFuncGraph",
        "WhileCondFuncGraph",
        "CondBranchFuncGraph",
    ):
        graph = graph.outer_graph
    name = str(getattr(graph, "name", ""))
    return name.endswith("_scratch_graph") or name in ("build_graph", "keras_graph")


def is_graph(model: Any) -> bool:
    """Whether the model has a graph of layers: not a subclassed one, nor one without input."""
    return bool(model.__dict__.get("_is_graph_network")) and bool(model.outputs)


def placeholder(shape: Any, dtype: Any) -> Any:
    """A tensor of the graph that is the default, of which only the shape matters."""
    return tf.compat.v1.placeholder(dtype, shape)

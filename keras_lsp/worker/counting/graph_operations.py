"""How much a graph of TensorFlow computes.

Which operations there are: https://www.tensorflow.org/api_docs/python/tf/raw_ops
"""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker.counting.count import (
    BICUBIC,
    BILINEAR,
    Count,
    UnknownSizeError,
    einsum,
    fourier,
    known,
    largest,
    size,
    total,
)
from keras_lsp.worker.trace.flops import SOFTMAX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from keras_lsp.worker.counting.count import Placing
    from keras_lsp.worker.counting.counter import Inner

    Formula = Callable[[Any], int]


# Of a graph whose operations are copies under `import/`: the graph that they are copies of.
_COPIED_FROM = "_keras_lsp_copied_from"


def count_graph(
    graph: Any, ends: Iterable[Any], placing: Placing, inner: Sequence[Inner] = ()
) -> Count:
    """What the operations take that some tensors of a graph depend on.

    Args:
        graph: in which each size is known, if possible.
        ends: the tensors, and whatever else.
        placing: the line of the program on which an operation stands, by its frames.
        inner: layers that are called between operations of the graph.
    """
    makers = {id(tensor.op): layer for layer in inner for tensor in layer.outputs}
    waiting = [tensor.op for tensor in ends if getattr(tensor, "graph", None) is graph]
    found: dict[int, Any] = {}
    layers: dict[int, Inner] = {}
    while waiting:
        operation = waiting.pop()
        if id(operation) in found:
            continue
        found[id(operation)] = operation
        waiting += [*(tensor.op for tensor in operation.inputs), *operation.control_inputs]
        layer = makers.get(id(operation))
        if layer is not None and id(layer) not in layers:
            layers[id(layer)] = layer
            waiting += [
                tensor.op for tensor in layer.given if getattr(tensor, "graph", None) is graph
            ]
    own = (_placed(operation, placing) for operation in found.values())
    return total([*(layer.count for layer in layers.values()), *own])


def _placed(operation: Any, placing: Placing) -> Count:
    count = _count(operation, placing)
    if not (count.flops or count.uncounted):
        return count
    frames = reversed(_traceback(operation))
    return count.at(placing((frame.filename, frame.lineno) for frame in frames))


def _traceback(operation: Any) -> Sequence[Any]:
    """The frames that led to an operation; empty if that is not known."""
    copied_from = getattr(operation.graph, _COPIED_FROM, None)
    if copied_from is not None:
        _, _, name = operation.name.partition("/")
        with contextlib.suppress(KeyError):
            operation = copied_from.get_operation_by_name(name)
    return operation.traceback or ()


def _of_function(graph: Any, given: Sequence[Any], placing: Placing) -> Count:
    """What a function takes.

    Args:
        graph: of the function, which may have been made for other sizes.
        given: the tensors that it is called on.
        placing: as of `count_graph`.
    """
    if all(map(_have_same_shape, graph.inputs, given)):
        return count_graph(graph, graph.outputs, placing)
    names = [tensor.name for tensor in graph.outputs]
    with tf.__internal__.FuncGraph("counted").as_default() as made:
        inputs = {
            tensor.name: tf.compat.v1.placeholder(tensor.dtype, other.shape)
            for tensor, other in zip(graph.inputs, given, strict=True)
        }
        outputs = tf.graph_util.import_graph_def(graph.as_graph_def(), inputs, names)
    setattr(made, _COPIED_FROM, graph)
    return count_graph(made, outputs, placing)


def _have_same_shape(one: Any, other: Any) -> bool:
    return str(one.shape) == str(other.shape)


def _count(operation: Any, placing: Placing) -> Count:
    kind = operation.type
    if kind in _NOTHING:
        return Count()
    try:
        if kind in _LOOPS:
            return _of_loop(operation, placing)
        if kind in _BRANCHES:
            return _of_branches(operation, placing)
        if kind in _CALLS:
            return _of_function(_function(operation, "f"), operation.inputs, placing)
        if kind.startswith(_NOTHING_BY_PREFIX):
            return Count()
        if not any(
            tensor.dtype.is_floating or tensor.dtype.is_complex for tensor in operation.outputs
        ):
            return Count()
        formula = FORMULAS.get(kind)
        if formula is not None:
            return Count(formula(operation))
    except (UnknownSizeError, LookupError, ValueError):
        pass
    return Count(0, (kind,))


# Graphs in graphs.


def _function(operation: Any, name: str) -> Any:
    """The graph of a function that is an attribute."""
    return _graph_of(operation, operation.get_attr(name).name)


def _graph_of(operation: Any, name: str) -> Any:
    graph = operation.graph
    while graph is not None:
        found = graph._get_function(name)
        if found is not None:
            return found.graph
        graph = getattr(graph, "outer_graph", None)
    raise LookupError(name)


def _of_loop(operation: Any, placing: Placing) -> Count:
    rounds = _rounds(operation)
    if rounds is None:
        return Count(0, (operation.type,))
    body = _function(operation, "body")
    return _of_function(body, operation.inputs, placing).times(rounds)


def _rounds(operation: Any) -> int | None:
    """How many rounds a loop has; None if its graph does not say it.

    It does where a number is counted up to a known one: `i < n`, `i + 1`.
    """
    condition, body = _function(operation, "cond"), _function(operation, "body")
    waiting, found = [condition.outputs[0].op], list[int]()
    while waiting:
        test = waiting.pop()
        if test.type in ("LogicalAnd", "Identity"):
            waiting += [tensor.op for tensor in test.inputs]
        elif test.type == "Less":
            counter = _place(condition, test.inputs[0])
            bound = _value(operation, condition, test.inputs[1])
            start = _value(operation, condition, test.inputs[0])
            step = _step(body, counter) if counter is not None else None
            if bound is not None and start is not None and step:
                found.append(max(-((start - bound) // step), 0))
    return min(found, default=None)


def _place(function: Any, tensor: Any) -> int | None:
    """Which of a function's arguments a tensor is; None if it is none."""
    places = (place for place, given in enumerate(function.inputs) if given is tensor)
    return next(places, None)


def _value(operation: Any, function: Any, tensor: Any) -> int | None:
    """The number that a tensor is in the first round."""
    place = _place(function, tensor)
    value = tf.get_static_value(tensor if place is None else operation.inputs[place])
    whole = value is not None and value.ndim == 0 and value.dtype.kind in "iu"
    return int(value) if whole else None


def _step(body: Any, counter: int) -> int | None:
    """What an argument of a loop grows by in each round."""
    grown = body.outputs[counter].op
    while grown.type == "Identity":
        grown = grown.inputs[0].op
    if grown.type not in ("Add", "AddV2") or _place(body, grown.inputs[0]) != counter:
        return None
    value = tf.get_static_value(grown.inputs[1])
    return int(value) if value is not None and value.ndim == 0 and value > 0 else None


def _of_branches(operation: Any, placing: Placing) -> Count:
    if operation.type in ("If", "StatelessIf"):
        graphs = [_function(operation, name) for name in ("then_branch", "else_branch")]
    else:
        names = [branch.name for branch in operation.get_attr("branches")]
        graphs = [_graph_of(operation, name) for name in names]
    return largest(_of_function(graph, operation.inputs[1:], placing) for graph in graphs)


# Formulas.


def _shape(tensor: Any) -> list[int | None]:
    if tensor.shape.rank is None:
        raise UnknownSizeError
    sizes: list[int | None] = tensor.shape.as_list()
    return sizes


def _output(operation: Any) -> int:
    return size(_shape(operation.outputs[0]))


def _input(operation: Any) -> int:
    return size(_shape(operation.inputs[0]))


def _each_output(times: int) -> Formula:
    return lambda operation: times * _output(operation)


def _each_input(times: int) -> Formula:
    return lambda operation: times * _input(operation)


def _add_n(operation: Any) -> int:
    return (len(operation.inputs) - 1) * _output(operation)


def _matmul(operation: Any) -> int:
    transposed = operation.get_attr("transpose_a" if operation.type == "MatMul" else "adj_x")
    return 2 * _output(operation) * known(_shape(operation.inputs[0])[-2 if transposed else -1])


def _einsum(operation: Any) -> int:
    equation = operation.get_attr("equation").decode()
    return einsum(equation, [_shape(tensor) for tensor in operation.inputs])


def _convolution(operation: Any) -> int:
    *window, channels, _filters = _shape(operation.inputs[1])
    return 2 * _output(operation) * size([*window, channels])


def _depthwise(operation: Any) -> int:
    *window, _channels, _multiplier = _shape(operation.inputs[1])
    return 2 * _output(operation) * size(window)


def _transposed_convolution(operation: Any) -> int:
    *window, filters, _channels = _shape(operation.inputs[1])
    return 2 * size(_shape(operation.inputs[2])) * size([*window, filters])


def _pooling(operation: Any) -> int:
    window: list[int] = operation.get_attr("ksize")
    return _output(operation) * math.prod(window)


def _fourier(operation: Any) -> int:
    return fourier(_shape(operation.inputs[0]))


FORMULAS: dict[str, Formula] = {
    **dict.fromkeys(
        (
            "Add", "AddV2", "Sub", "Mul", "MulNoNan", "Div", "RealDiv", "DivNoNan", "TruncateDiv",
            "FloorDiv", "Mod", "FloorMod", "TruncateMod", "Square", "Pow", "Neg", "Reciprocal",
            "BiasAdd", "Xdivy", "Xlogy", "Xlog1py", "Complex", "TensorScatterAdd",
            "TensorScatterSub",
        ),
        _each_output(1),
    ),
    "SquaredDifference": _each_output(2),
    **dict.fromkeys(("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"), _each_output(2)),
    **dict.fromkeys(("Softmax", "LogSoftmax"), _each_output(SOFTMAX)),
    **dict.fromkeys(
        (
            "Sum", "Mean", "Prod", "Max", "Min", "EuclideanNorm", "Cumsum", "Cumprod",
            "SegmentSum", "SegmentMean", "SegmentSumV2", "UnsortedSegmentSum",
            "UnsortedSegmentMax", "UnsortedSegmentMin", "UnsortedSegmentProd",
            "SparseSegmentSum", "SparseSegmentMean",
        ),
        _each_input(1),
    ),
    "L2Loss": _each_input(2),
    "AddN": _add_n,
    **dict.fromkeys(("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"), _matmul),
    "Einsum": _einsum,
    **dict.fromkeys(("Conv", "Conv2D", "Conv3D"), _convolution),
    "DepthwiseConv2dNative": _depthwise,
    **dict.fromkeys(("Conv2DBackpropInput", "Conv3DBackpropInputV2"), _transposed_convolution),
    **dict.fromkeys(("MaxPool", "MaxPoolV2", "MaxPool3D", "AvgPool", "AvgPool3D"), _pooling),
    "ResizeBilinear": _each_output(BILINEAR),
    "ResizeBicubic": _each_output(BICUBIC),
    "ImageProjectiveTransformV3": _each_output(BILINEAR),
    **dict.fromkeys(("FFT", "IFFT", "RFFT", "IRFFT"), _fourier),
}  # fmt: skip

# What moves or compares numbers, makes them, or is a function of each.
_NOTHING = frozenset(
    (
        "NoOp", "Placeholder", "PlaceholderWithDefault", "Const", "Identity", "IdentityN",
        "StopGradient", "PreventGradient", "EnsureShape", "CheckNumerics", "Assert", "Print",
        "PrintV2", "VarHandleOp", "ReadVariableOp", "AssignVariableOp", "AssignAddVariableOp",
        "AssignSubVariableOp", "VariableV2", "VarIsInitializedOp",
        "Reshape", "Transpose", "ConcatV2", "Concat", "Pack", "Unpack", "Split", "SplitV", "Pad",
        "PadV2", "MirrorPad", "ExpandDims", "Squeeze", "Tile", "BroadcastTo", "BroadcastArgs",
        "BroadcastGradientArgs", "Fill", "ZerosLike", "OnesLike", "Range", "LinSpace", "Slice",
        "StridedSlice", "Gather", "GatherV2", "GatherNd", "ResourceGather", "ResourceGatherNd",
        "ScatterNd", "TensorScatterUpdate", "TensorScatterMax", "TensorScatterMin", "OneHot",
        "Reverse", "ReverseV2", "ReverseSequence", "Roll", "Cast", "Bitcast", "Shape", "ShapeN",
        "Size", "Rank", "Where", "Select", "SelectV2", "DynamicPartition", "DynamicStitch",
        "ParallelDynamicStitch", "SpaceToDepth", "DepthToSpace", "SpaceToBatchND",
        "BatchToSpaceND", "ExtractImagePatches", "ExtractVolumePatches", "Diag", "DiagPart",
        "MatrixDiag", "MatrixDiagV2", "MatrixDiagV3", "MatrixDiagPart", "MatrixDiagPartV2",
        "MatrixDiagPartV3", "MatrixSetDiag", "MatrixSetDiagV3", "MatrixBandPart", "Real", "Imag",
        "Conj", "InvertPermutation", "Unique", "UniqueV2", "EditDistance",
        "Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual", "ApproximateEqual",
        "LogicalAnd", "LogicalOr", "LogicalNot", "All", "Any", "IsNan", "IsInf", "IsFinite",
        "Maximum", "Minimum", "ArgMax", "ArgMin", "TopK", "TopKV2", "InTopKV2", "ClipByValue",
        "Abs", "Sign", "Floor", "Ceil", "Round", "Rint", "NextAfter",
        "Exp", "Expm1", "Log", "Log1p", "Sqrt", "Rsqrt", "Sigmoid", "Tanh", "Erf", "Erfc",
        "Erfinv", "Ndtri", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Atan2", "Sinh", "Cosh",
        "Asinh", "Acosh", "Atanh", "Lgamma", "Digamma", "Relu", "Relu6", "LeakyRelu", "Elu",
        "Selu", "Softplus", "Softsign", "ComplexAbs", "Angle", "QuantizeAndDequantizeV4",
        "FakeQuantWithMinMaxVars", "FakeQuantWithMinMaxArgs", "ResizeNearestNeighbor",
        "CropAndResize", "ImageProjectiveTransformV2", "Multinomial", "Bucketize",
        "SparseToDense", "SparseReshape", "SparseReorder", "SparseFillEmptyRows", "DenseBincount",
    )
)  # fmt: skip
_NOTHING_BY_PREFIX = (
    "Random", "StatelessRandom", "StatelessTruncated", "StatelessParameterized",
    "StatelessMultinomial", "StatelessShuffle", "StatefulUniform", "StatefulStandard",
    "TensorList", "TensorArray", "String", "Regex", "LookupTable", "Hash", "MutableHash",
    "Ragged", "Iterator", "AnonymousIterator",
)  # fmt: skip
_LOOPS = ("While", "StatelessWhile")
_BRANCHES = ("If", "StatelessIf", "Case", "StatelessCase")
_CALLS = ("PartitionedCall", "StatefulPartitionedCall")

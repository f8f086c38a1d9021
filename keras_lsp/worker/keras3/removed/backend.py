"""Functions of `keras.backend` that Keras 3 no longer has, and what to call instead.

Pure data. Whether each row holds is tested against a Keras without our hooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.worker.keras3.removed.table import Gone, NewCall

if TYPE_CHECKING:
    from keras_lsp.worker.keras3.removed.table import Row

_EAGER = Gone("Keras 3 runs eagerly; there are no sessions, placeholders or graph functions.")
_PHASE = Gone("Pass `training=True` or `training=False` when calling the model.")
_ASSIGN = Gone("Use the `assign` method of the variable.")
_LAYERS = Gone("Use the layer of `keras.layers`, or `keras.ops`.")
_FORMAT = Gone("Use `keras.backend.image_data_format()`.", "keras.backend.image_data_format")


def _ops(signature: str, *names: str) -> dict[str, Row]:
    return {name: NewCall(f"keras.ops.{name}", signature) for name in names}


BACKEND: dict[str, Row] = {
    **_ops("x", "abs", "cos", "sin", "exp", "log", "sqrt", "square", "sign", "round"),
    **_ops("x", "sigmoid", "softplus", "softsign", "tanh", "hard_sigmoid", "shape", "ndim"),
    **_ops("x axis keepdims", "max", "min", "mean", "prod", "std", "var", "sum", "any", "all"),
    **_ops("x axis keepdims", "logsumexp"),
    **_ops("x axis=-1", "argmax", "argmin"),
    **_ops("x axis", "cumsum", "cumprod", "squeeze", "softmax", "expand_dims", "stack"),
    **_ops("x:x1 y:x2", "equal", "not_equal", "greater", "greater_equal", "less"),
    **_ops("x:x1 y:x2", "less_equal", "maximum", "minimum", "dot"),
    **_ops("x dtype", "cast"),
    **_ops("x min_value:x_min max_value:x_max", "clip"),
    **_ops("tensors:xs axis=-1", "concatenate"),
    **_ops("shape dtype name-", "ones", "zeros"),
    **_ops("x dtype name-", "ones_like", "zeros_like"),
    **_ops("size:N dtype* name-", "eye"),
    **_ops("indices:x num_classes", "one_hot"),
    **_ops("x shape:newshape", "reshape"),
    **_ops("x n:repeats", "tile"),
    **_ops("x", "transpose"),
    **_ops("start stop step dtype", "arange"),
    **_ops("target output from_logits", "binary_crossentropy"),
    **_ops("target output from_logits axis", "categorical_crossentropy"),
    **_ops("target output from_logits axis", "sparse_categorical_crossentropy"),
    **_ops("predictions targets k", "in_top_k"),
    "dtype": NewCall("keras.ops.dtype", "x"),
    "elu": NewCall("keras.activations.elu", "x alpha"),
    "relu": NewCall("keras.activations.relu", "x alpha:negative_slope max_value threshold"),
    "pow": NewCall("keras.ops.power", "x:x1 a:x2"),
    "flatten": NewCall("keras.ops.ravel", "x"),
    "gather": NewCall("keras.ops.take", "reference:x indices axis=0"),
    "int_shape": NewCall("keras.ops.shape", "x"),
    "l2_normalize": NewCall("keras.ops.normalize", "x axis"),
    "permute_dimensions": NewCall("keras.ops.transpose", "x pattern:axes"),
    "repeat_elements": NewCall("keras.ops.repeat", "x rep:repeats axis"),
    "reverse": NewCall("keras.ops.flip", "x axes:axis"),
    "stop_gradient": NewCall("keras.ops.stop_gradient", "variables:variable"),
    "switch": NewCall(
        "keras.ops.where", "condition then_expression:x1 else_expression:x2"
    ),
    "random_normal": NewCall("keras.random.normal", "shape mean stddev dtype seed"),
    "random_uniform": NewCall("keras.random.uniform", "shape minval maxval dtype seed"),
    "truncated_normal": NewCall("keras.random.truncated_normal", "shape mean stddev dtype seed"),
    "variable": NewCall("keras.Variable", "value:initializer dtype* name*"),
    "constant": NewCall("keras.ops.convert_to_tensor", "value:x dtype"),
    "eval": NewCall("keras.ops.convert_to_numpy", "x"),
    "get_value": NewCall("keras.ops.convert_to_numpy", "x"),
    "image_dim_ordering": _FORMAT,
    "set_image_dim_ordering": Gone("Use `keras.backend.set_image_data_format()`."),
    "batch_dot": Gone("Use `keras.layers.dot` or `keras.ops.einsum`."),
    "batch_flatten": Gone("Use `keras.ops.reshape(x, (keras.ops.shape(x)[0], -1))`."),
    "repeat": Gone("Use `keras.layers.RepeatVector`."),
    **dict.fromkeys(
        (
            "placeholder", "function", "gradients", "get_session", "set_session",
            "manual_variable_initialization", "is_placeholder",
        ),
        _EAGER,
    ),
    **dict.fromkeys(
        (
            "learning_phase", "set_learning_phase", "in_train_phase", "in_test_phase",
            "learning_phase_scope",
        ),
        _PHASE,
    ),
    **dict.fromkeys(
        (
            "update", "update_add", "update_sub", "set_value", "batch_set_value",
            "moving_average_update",
        ),
        _ASSIGN,
    ),
    "batch_get_value": Gone("Use `keras.ops.convert_to_numpy` on each variable."),
    **dict.fromkeys(
        (
            "conv1d", "conv2d", "conv3d", "conv2d_transpose", "depthwise_conv2d",
            "separable_conv2d", "pool2d", "pool3d", "dropout", "bias_add", "rnn",
            "batch_normalization", "resize_images", "resize_volumes", "temporal_padding",
            "spatial_2d_padding", "spatial_3d_padding", "map_fn", "foldl", "foldr",
            "ctc_batch_cost", "ctc_decode", "count_params", "random_bernoulli",
            "random_normal_variable", "random_uniform_variable", "is_sparse", "to_dense",
            "name_scope",
        ),
        _LAYERS,
    ),
    "tf": Gone("Import TensorFlow itself: `import tensorflow as tf`."),
}  # fmt: skip

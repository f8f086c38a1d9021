"""Classes of layers by name: which of them are of one kind.

By name, for a report has no classes. It names operations by their classes as well, which stand
beside the layers here, and Keras 2 has some names more. What a layer computes, or which shape it
gives, is told where that is asked; what one place alone knows of one class is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.report import Role

_RANKS = (1, 2, 3)

DENSE = frozenset(("Dense", "EinsumDense"))

PLAIN_CONVOLUTIONS = frozenset(f"Conv{rank}D" for rank in _RANKS)
TRANSPOSED_CONVOLUTIONS = frozenset(f"Conv{rank}DTranspose" for rank in _RANKS)
DEPTHWISE_CONVOLUTIONS = frozenset(("DepthwiseConv1D", "DepthwiseConv2D"))
SEPARABLE_CONVOLUTIONS = frozenset(("SeparableConv1D", "SeparableConv2D"))
# With those that Keras does not have and programs define under such names.
CONVOLUTIONS = frozenset(
    f"{kind}Conv{rank}D{transposed}"
    for kind in ("", "Separable", "Depthwise")
    for rank in _RANKS
    for transposed in ("", "Transpose")
) | frozenset(f"Convolution{rank}D" for rank in _RANKS)

POOLINGS = frozenset(f"{kind}Pooling{rank}D" for kind in ("Max", "Average") for rank in _RANKS)
GLOBAL_POOLINGS = frozenset(f"Global{name}" for name in POOLINGS)
ADAPTIVE_POOLINGS = frozenset(
    f"Adaptive{kind}Pooling{rank}D" for kind in ("Max", "Average") for rank in _RANKS
)
UPSAMPLINGS = frozenset(f"UpSampling{rank}D" for rank in _RANKS)
CROPPINGS = frozenset(f"Cropping{rank}D" for rank in _RANKS)
ZERO_PADDINGS = frozenset(f"ZeroPadding{rank}D" for rank in _RANKS)
# Which one to use, by the number of dimensions of a tensor, that of samples counted.
GLOBAL_POOLING_BY_RANK = {rank + 2: f"GlobalAveragePooling{rank}D" for rank in _RANKS}
CROPPING_BY_RANK = {rank + 2: f"Cropping{rank}D" for rank in _RANKS}

RECURRENT = frozenset(
    ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "CuDNNLSTM", "CuDNNGRU")
)

RECURRENT_CONVOLUTIONS = frozenset(f"ConvLSTM{rank}D" for rank in _RANKS)
RECURRENT_CELLS = frozenset(("GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"))

ATTENTIONS = frozenset(
    ("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention")
)

EMBEDDINGS = frozenset(("Embedding", "ReversibleEmbedding"))

# What does something in training alone.
DROPOUTS = frozenset((
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
    "GaussianDropout", "GaussianNoise", "ActivityRegularization",
))  # fmt: skip

NORMALIZATIONS = frozenset((
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization",
    "UnitNormalization",
))  # fmt: skip

# Layers and operations that are nothing but an activation, and which; `Activation` may be any.
ACTIVATION_OF = {
    "Softmax": "softmax", "Sigmoid": "sigmoid", "Relu": "relu", "ReLU": "relu", "Relu6": "relu6",
    "LeakyReLU": "leaky_relu", "LeakyRelu": "leaky_relu", "PReLU": "prelu", "ELU": "elu",
    "Elu": "elu", "Tanh": "tanh", "Selu": "selu", "Gelu": "gelu", "Silu": "silu",
    "Softplus": "softplus", "LogSoftmax": "log_softmax",
}  # fmt: skip
ACTIVATION_LAYERS = frozenset(
    ("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax")
)
ACTIVATIONS = ACTIVATION_LAYERS | frozenset(ACTIVATION_OF)

# What often comes between a layer with weights and the next, and keeps the shape.
BETWEEN = frozenset(("Activation", "ReLU", "LeakyReLU", "BatchNormalization"))

# What gives the numbers that it gets, in another form.
RESHAPING = frozenset(("Flatten", "Reshape", "Squeeze", "ExpandDims", "Identity", "Permute"))

ELEMENTWISE_MERGES = frozenset(("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"))
MERGES = ELEMENTWISE_MERGES | frozenset(("Concatenate", "Dot"))

# What moves the pixels of an image, and keeps the scale of their values.
IMAGE_GEOMETRY = frozenset((
    "Resizing", "CenterCrop", "RandomFlip", "RandomRotation", "RandomZoom", "RandomCrop",
    "RandomTranslation", "RandomHeight", "RandomWidth",
))  # fmt: skip

# What learns a vocabulary, and what takes strings.
VOCABULARIES = frozenset(("TextVectorization", "StringLookup", "IntegerLookup"))
TAKING_STRINGS = frozenset(("TextVectorization", "StringLookup", "Hashing"))

_ROLE_OF: dict[str, Role] = {
    **dict.fromkeys(CONVOLUTIONS, "convolution"),
    **dict.fromkeys(DENSE, "dense"),
    **dict.fromkeys(RECURRENT | RECURRENT_CONVOLUTIONS | RECURRENT_CELLS, "recurrent"),
    **dict.fromkeys(ATTENTIONS, "attention"),
    **dict.fromkeys(NORMALIZATIONS | {"Normalization", "SpectralNormalization"}, "normalization"),
    **dict.fromkeys(ACTIVATIONS, "activation"),
    **dict.fromkeys(POOLINGS | GLOBAL_POOLINGS | ADAPTIVE_POOLINGS, "pooling"),
    **dict.fromkeys(MERGES | RESHAPING | CROPPINGS | ZERO_PADDINGS | UPSAMPLINGS, "shape"),
    **dict.fromkeys(("RepeatVector", "GetItem", "Transpose", "Stack", "Split", "Pad"), "shape"),
    **dict.fromkeys(DROPOUTS, "regularization"),
    **dict.fromkeys(EMBEDDINGS, "embedding"),
    **dict.fromkeys(("Sequential", "Functional", "Model"), "model"),
}


def role_of(class_name: str, *, derived: bool = False) -> Role:
    """What the layers of a class of Keras do.

    Args:
        class_name: the class.
        derived: a class of the program that derives from it is meant.
    """
    if derived and class_name in ("Model", ""):
        return "own"
    return _ROLE_OF.get(class_name, "own" if derived else "other")

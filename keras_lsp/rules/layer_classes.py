"""Classes of layers by name: which of them are of one kind.

By name, for a report has no classes. It names operations by their classes as well, which stand
beside the layers here, and Keras 2 has some names more. What a layer computes, or which shape it
gives, is told where that is asked; what one place alone knows of one class is there.
"""

from __future__ import annotations

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
CROPPINGS = frozenset(f"Cropping{rank}D" for rank in _RANKS)
ZERO_PADDINGS = frozenset(f"ZeroPadding{rank}D" for rank in _RANKS)
# Which one to use, by the number of dimensions of a tensor, that of samples counted.
GLOBAL_POOLING_BY_RANK = {rank + 2: f"GlobalAveragePooling{rank}D" for rank in _RANKS}
CROPPING_BY_RANK = {rank + 2: f"Cropping{rank}D" for rank in _RANKS}

RECURRENT = frozenset(
    ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "CuDNNLSTM", "CuDNNGRU")
)

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

# What moves the pixels of an image, and keeps the scale of their values.
IMAGE_GEOMETRY = frozenset((
    "Resizing", "CenterCrop", "RandomFlip", "RandomRotation", "RandomZoom", "RandomCrop",
    "RandomTranslation", "RandomHeight", "RandomWidth",
))  # fmt: skip

# What learns a vocabulary, and what takes strings.
VOCABULARIES = frozenset(("TextVectorization", "StringLookup", "IntegerLookup"))
TAKING_STRINGS = frozenset(("TextVectorization", "StringLookup", "Hashing"))

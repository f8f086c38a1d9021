"""Each layer of Keras' own, and beside it the same with a `call` of the program's own.

For the first there is a formula, the second is counted.
"""

import functools

import keras
from keras import layers

IMAGE, TEXT, VIDEO, NUMBERS = (32, 32, 16), (32, 64), (8, 16, 16, 4), (32,)
FUNCTIONS = (
    "linear", "relu", "relu6", "leaky_relu", "elu", "selu", "sigmoid", "tanh", "softplus",
    "softsign", "exponential", "hard_tanh", "hard_shrink", "celu", "gelu", "hard_sigmoid",
    "hard_silu", "log_sigmoid", "log_softmax", "mish", "silu", "soft_shrink", "softmax",
    "sparse_plus", "sparse_sigmoid", "squareplus", "tanh_shrink",
)  # fmt: skip


def counted(cls):
    class Counted(cls):
        @functools.wraps(cls.call)
        def call(self, *args, **kwargs):
            return super().call(*args, **kwargs)

    return Counted


def plain(name, shape, **given):
    return name, shape, lambda cls: cls(**given)


CASES = [
    plain("Dense", (64,), units=32),
    plain("Dense", (64,), units=32, activation="softmax", use_bias=False),
    plain("EinsumDense", TEXT, equation="abc,cd->abd", output_shape=(None, 24), bias_axes="d"),
    plain("Conv1D", TEXT, filters=8, kernel_size=3),
    plain("Conv2D", IMAGE, filters=8, kernel_size=3, strides=2, groups=2, activation="gelu"),
    plain("Conv3D", VIDEO, filters=8, kernel_size=3),
    plain("Conv1DTranspose", TEXT, filters=8, kernel_size=3, strides=2),
    plain("Conv2DTranspose", IMAGE, filters=8, kernel_size=3, strides=2),
    plain("Conv3DTranspose", VIDEO, filters=8, kernel_size=3, strides=2),
    plain("DepthwiseConv1D", TEXT, kernel_size=3),
    plain("DepthwiseConv2D", IMAGE, kernel_size=3),
    plain("SeparableConv1D", TEXT, filters=8, kernel_size=3),
    plain("SeparableConv2D", IMAGE, filters=8, kernel_size=3),
    *(
        plain(f"{kind}Pooling{rank}D", shape, **given)
        for rank, shape in ((1, TEXT), (2, IMAGE), (3, VIDEO))
        for kind, given in (
            ("Max", {"pool_size": 2}), ("Average", {"pool_size": 2}),
            ("GlobalMax", {}), ("GlobalAverage", {}),
        )
    ),
    plain("BatchNormalization", IMAGE),
    plain("LayerNormalization", TEXT),
    plain("GroupNormalization", IMAGE, groups=4),
    plain("RMSNormalization", TEXT),
    plain("UnitNormalization", TEXT),
    plain("Normalization", TEXT, mean=1.0, variance=2.0),
    plain("Rescaling", IMAGE, scale=2.0, offset=1.0),
    plain("LSTM", TEXT, units=24),
    plain("LSTM", TEXT, units=24, return_sequences=True, go_backwards=True),
    plain("GRU", TEXT, units=24),
    plain("GRU", TEXT, units=24, reset_after=False),
    plain("SimpleRNN", TEXT, units=24),
    ("Bidirectional", TEXT, lambda cls: cls(layers.LSTM(8))),
    ("TimeDistributed", TEXT, lambda cls: cls(layers.Dense(8))),
    plain("MultiHeadAttention", [TEXT, TEXT], num_heads=4, key_dim=16),
    plain("Attention", [TEXT, TEXT]),
    *(
        plain(name, [TEXT, TEXT])
        for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
    ),
    *(plain("Activation", TEXT, activation=name) for name in FUNCTIONS),
    *(plain(name, TEXT) for name in ("ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax")),
    *(plain(name, TEXT, rate=0.5) for name in ("Dropout", "GaussianDropout", "AlphaDropout")),
    plain("SpatialDropout1D", TEXT, rate=0.5),
    plain("SpatialDropout2D", IMAGE, rate=0.5),
    plain("SpatialDropout3D", VIDEO, rate=0.5),
    plain("GaussianNoise", TEXT, stddev=0.5),
    plain("ActivityRegularization", TEXT),
    plain("Flatten", TEXT),
    plain("Reshape", TEXT, target_shape=(64, 32)),
    plain("Permute", TEXT, dims=(2, 1)),
    plain("RepeatVector", (16,), n=3),
    *(
        plain(f"{kind}{rank}D", shape)
        for rank, shape in ((1, TEXT), (2, IMAGE), (3, VIDEO))
        for kind in ("Cropping", "ZeroPadding", "UpSampling")
    ),
    plain("Embedding", NUMBERS, input_dim=100, output_dim=16),
    plain("Masking", TEXT),
    plain("Identity", TEXT),
]  # fmt: skip

for name, shape, make in CASES:
    cls, kind = getattr(layers, name), "int32" if shape is NUMBERS else "float32"
    x = (
        [keras.Input(each) for each in shape]
        if isinstance(shape, list)
        else keras.Input(shape, dtype=kind)
    )
    args = x if name == "MultiHeadAttention" else [x]
    keras.Model(x, make(cls)(*args), name=f"formula_{name}")
    keras.Model(x, make(counted(cls))(*args), name=f"count_{name}")

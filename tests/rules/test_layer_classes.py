"""The kinds of layers, against the Keras that is installed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from keras_lsp.rules import layer_classes
from keras_lsp.rules.layer_classes import role_of

# An alias such as `AvgPool1D` counts as the class that it means.
LAYERS = """\
import json, keras
found = [getattr(keras.layers, name) for name in dir(keras.layers)]
layers = [one for one in found if isinstance(one, type) and issubclass(one, keras.Layer)]
print(json.dumps(sorted({layer.__name__ for layer in layers})))
"""
# Layers of Keras of which no kind is told.
ALONE = {
    "AugMix", "AutoContrast", "CategoryEncoding", "ContrastLimitedAdaptiveHistogramEqualization",
    "CutMix", "Discretization", "Equalization", "FlaxLayer", "HashedCrossing", "InputLayer",
    "JaxLayer", "Lambda", "Layer", "Masking", "MaxNumBoundingBoxes", "MelSpectrogram", "MixUp",
    "Normalization", "Pipeline", "RandAugment", "RandomBrightness", "RandomColorDegeneration",
    "RandomColorJitter", "RandomContrast", "RandomElasticTransform", "RandomErasing",
    "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective",
    "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear", "RepeatVector",
    "Rescaling", "STFTSpectrogram", "Solarization", "SpectralNormalization", "TFSMLayer",
    "TimeDistributed", "TorchModuleWrapper", "Wrapper",
}  # fmt: skip
OF_KERAS_2 = {
    "Convolution1D", "Convolution2D", "Convolution3D", "CuDNNGRU", "CuDNNLSTM", "RandomHeight",
    "RandomWidth", "ThresholdedReLU",
}  # fmt: skip
OF_PROGRAMS = {
    "DepthwiseConv1DTranspose", "DepthwiseConv2DTranspose", "DepthwiseConv3D",
    "DepthwiseConv3DTranspose", "SeparableConv1DTranspose", "SeparableConv2DTranspose",
    "SeparableConv3D", "SeparableConv3DTranspose",
}  # fmt: skip
OPERATIONS = {
    "Elu", "ExpandDims", "Gelu", "LeakyRelu", "LogSoftmax", "Relu", "Relu6", "Selu", "Sigmoid",
    "Silu", "Softplus", "Squeeze", "Tanh",
}  # fmt: skip


def test_each_layer_of_keras_is_of_a_kind_or_listed_here_and_no_other_is() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LAYERS],
        env={"TF_CPP_MIN_LOG_LEVEL": "3"}, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    installed = set(json.loads(done.stdout))
    kinds = [kind for kind in vars(layer_classes).values() if isinstance(kind, frozenset)]
    known = set().union(*kinds)
    assert installed - known == ALONE
    assert known - installed == OF_KERAS_2 | OF_PROGRAMS | OPERATIONS


@pytest.mark.parametrize(
    ("class_name", "role"),
    [
        ("SeparableConv2D", "convolution"),
        ("EinsumDense", "dense"),
        ("ConvLSTM2D", "recurrent"),
        ("MultiHeadAttention", "attention"),
        ("BatchNormalization", "normalization"),
        ("Relu", "activation"),
        ("GlobalAveragePooling2D", "pooling"),
        ("Concatenate", "shape"),
        ("Flatten", "shape"),
        ("Dropout", "regularization"),
        ("Embedding", "embedding"),
        ("Sequential", "model"),
        ("Lambda", "other"),
        ("Matmul", "other"),
    ],
)
def test_what_layers_of_keras_do(class_name: str, role: str) -> None:
    assert role_of(class_name) == role


def test_a_class_of_the_program_does_what_its_base_does() -> None:
    assert role_of("Conv2D", derived=True) == "convolution"
    assert role_of("Functional", derived=True) == "model"
    for base in ("Layer", "Model", "Lambda", ""):
        assert role_of(base, derived=True) == "own"

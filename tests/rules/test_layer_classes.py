"""The kinds of layers, against the Keras that is installed."""

from __future__ import annotations

import json
import subprocess
import sys

from keras_lsp.rules import layer_classes

# An alias such as `AvgPool1D` counts as the class that it means.
LAYERS = """\
import json, keras
found = [getattr(keras.layers, name) for name in dir(keras.layers)]
layers = [one for one in found if isinstance(one, type) and issubclass(one, keras.Layer)]
print(json.dumps(sorted({layer.__name__ for layer in layers})))
"""
# Layers of Keras of which no kind is told.
ALONE = {
    "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "AdditiveAttention",
    "Attention", "AugMix", "AutoContrast", "CategoryEncoding", "Concatenate",
    "ContrastLimitedAdaptiveHistogramEqualization", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D",
    "CutMix", "Discretization", "Dot", "Embedding", "Equalization", "FlaxLayer", "GRUCell",
    "GroupedQueryAttention", "HashedCrossing", "InputLayer", "JaxLayer", "LSTMCell", "Lambda",
    "Layer", "Masking", "MaxNumBoundingBoxes", "MelSpectrogram", "MixUp", "MultiHeadAttention",
    "Normalization", "Pipeline", "RandAugment", "RandomBrightness", "RandomColorDegeneration",
    "RandomColorJitter", "RandomContrast", "RandomElasticTransform", "RandomErasing",
    "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective",
    "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear", "RepeatVector",
    "Rescaling", "ReversibleEmbedding", "STFTSpectrogram", "SimpleRNNCell", "Solarization",
    "SpectralNormalization", "StackedRNNCells", "TFSMLayer", "TimeDistributed",
    "TorchModuleWrapper", "UpSampling1D", "UpSampling2D", "UpSampling3D", "Wrapper",
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

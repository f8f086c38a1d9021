"""The page of keras.io that documents a layer of Keras' own."""

from __future__ import annotations

import re

_SITE = "https://keras.io/api/layers"
_RANKS = "1D 2D 3D"
# The folders of the site, and the classes that have a page in each; `*` is each rank.
_PAGES = {
    "activation_layers": "ELU LeakyReLU PReLU ReLU Softmax",
    "attention_layers": "AdditiveAttention Attention MultiHeadAttention",
    "convolution_layers": "Conv* Conv*Transpose DepthwiseConv2D SeparableConv1D SeparableConv2D",
    "core_layers": "Activation Dense Embedding Lambda Masking",
    "merging_layers": "Add Average Concatenate Dot Maximum Minimum Multiply Subtract",
    "normalization_layers": (
        "BatchNormalization GroupNormalization LayerNormalization UnitNormalization"
    ),
    "pooling_layers": "AveragePooling* GlobalAveragePooling* GlobalMaxPooling* MaxPooling*",
    "preprocessing_layers/categorical": (
        "CategoryEncoding HashedCrossing Hashing IntegerLookup StringLookup"
    ),
    "preprocessing_layers/image_augmentation": (
        "RandomBrightness RandomContrast RandomCrop RandomFlip RandomRotation RandomTranslation "
        "RandomZoom"
    ),
    "preprocessing_layers/image_preprocessing": "CenterCrop Rescaling Resizing",
    "preprocessing_layers/numerical": "Discretization Normalization",
    "preprocessing_layers/text": "TextVectorization",
    "recurrent_layers": "Bidirectional ConvLSTM* GRU LSTM RNN SimpleRNN TimeDistributed",
    "regularization_layers": (
        "ActivityRegularization Dropout GaussianDropout GaussianNoise SpatialDropout*"
    ),
    "reshaping_layers": (
        "Cropping* Flatten Permute RepeatVector Reshape UpSampling* ZeroPadding*"
    ),
}
_FOLDERS = {
    pattern.replace("*", rank): folder
    for folder, patterns in _PAGES.items()
    for pattern in patterns.split()
    for rank in _RANKS.split()
}
# Where a capital begins a word; digits belong to the word before.
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WHOLE = {"ELU": "elu", "PReLU": "prelu", "ReLU": "relu", "LeakyReLU": "leaky_relu"}


def page_of(class_name: str) -> str | None:
    """The address of a class' page; None where none is known."""
    folder = _FOLDERS.get(class_name)
    if folder is None:
        return None
    words = re.sub(r"Conv(?=\d)", "Convolution", class_name)
    # `Conv2DTranspose` is `convolution2d_transpose`.
    words = re.sub(r"(\d)D", r"\1d", words)
    name = _WHOLE.get(class_name) or "_".join(re.split(_WORD, words)).lower()
    name = re.sub(r"(\dd)(transpose)", r"\1_\2", name)
    return f"{_SITE}/{folder}/{name}/"

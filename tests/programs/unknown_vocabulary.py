# about: Vocabularies that are not here leave one size unknown, not the model; int, sqrt, max and
#     range of it are as unknown.
import math

import keras
import numpy as np
import pandas as pd
from keras import layers

data = pd.read_csv("missing.csv")
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'missing.csv' does not exist; what is read from it is not known here.
VOCABULARIES = {"color": list(data["color"].unique()), "size": ["s", "m", "l"]}


def build(features):
    inputs, encoded = {}, []
    for name, words in features.items():
        inputs[name] = keras.Input((1,), name=name, dtype="string")
        # hint: InputLayer → (None, 1)
        # hint: InputLayer → (None, 1)
        lookup = layers.StringLookup(vocabulary=words, mask_token=None, num_oov_indices=0)
        dims = int(math.sqrt(len(words)))
        embedding = layers.Embedding(len(words), dims)
        encoded.append(layers.Flatten()(embedding(lookup(inputs[name]))))
        # hint: StringLookup (None, 1) → (None, 1) · 0
        # hint: Embedding (None, 1) → (None, 1, dims) · ?
        # hint: Flatten (None, 1, dims) → (None, dims) · 0
        # hint: StringLookup (None, 1) → (None, 1) · 0
        # hint: Embedding (None, 1) → (None, 1, 1) · 3
        # hint: Flatten (None, 1, 1) → (None, 1) · 0
        encode = layers.StringLookup(vocabulary=words, output_mode="multi_hot")
        encoded.append(encode(inputs[name]))
        # hint: StringLookup (None, 1) → (None, vocabulary_size()) · 0
        # hint: StringLookup (None, 1) → (None, 4) · 0
    x = layers.Concatenate()(encoded)
    # hint: Concatenate (None, dims), (None, vocabulary_size()), (None, 1), (None, 4) → (None, ?) · 0
    for _ in range(len(features["color"])):
        x = layers.Dense(16)(x)  # hint: Dense (None, ?) → (None, 16) · ?
    x = layers.Dense(max(8, len(features["color"])))(x)  # hint: Dense (None, ?) → (None, ?) · ?
    return keras.Model(inputs, layers.Dense(1)(layers.Dense(8)(x)))
    # hint: Dense (None, ?) → (None, 8) · ?
    # hint: Dense (None, 8) → (None, 1) · 9


model = build(VOCABULARIES)

text = layers.TextVectorization(output_sequence_length=40)
# hint: TextVectorization (None, 1) → (None, 40) · 0
text.adapt(data["text"])
words = text.vocabulary_size()
reader = keras.Sequential(
    [keras.Input((1,), dtype="string"), text, layers.Embedding(words, 16), layers.LSTM(8)]
    # hint: InputLayer → (None, 1)
    # hint: Embedding (None, 40) → (None, 40, 16) · ?
    # hint: LSTM (None, 40, 16) → (None, 8) · 800
)

bag = layers.TextVectorization(output_mode="multi_hot", split=None)
# hint: TextVectorization (None, 1) → (None, vocabulary_size()) · 0
bag.adapt(data["text"])
classes = len(np.unique(data["label"]))
sorter = keras.Sequential(
    [keras.Input((1,), dtype="string"), bag, layers.Dense(4), layers.Dense(classes)]
    # hint: InputLayer → (None, 1)
    # hint: Dense (None, vocabulary_size()) → (None, 4) · ?
    # hint: Dense (None, 4) → (None, classes) · ?
)
# model model: at least 36
# model reader: at least 800
# model sorter: at least 4

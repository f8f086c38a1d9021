"""A model of words, called on NumPy's arrays of them, as notebooks do to show what it gives."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

places = ["<1H OCEAN", "INLAND", "NEAR OCEAN", "NEAR BAY", "ISLAND"]
lookup = layers.StringLookup()
lookup.adapt(places)
embed = keras.Sequential(
    [
        keras.Input((), dtype="string"),
        lookup,
        layers.Embedding(lookup.vocabulary_size(), 2),
    ]
)
assert embed(np.array(["<1H OCEAN", "ISLAND", "<1H OCEAN"])).shape == (3, 2)
assert embed(np.array(["ISLAND"], dtype=object)).shape == (1, 2)
assert embed(tf.constant(["INLAND", "else"])).shape == (2, 2)
vectors = layers.TextVectorization(output_sequence_length=4)
vectors.adapt(np.array(["near the bay", "inland"]))
assert vectors(np.array(["near the ocean", "bay"])).shape == (2, 4)

"""Models of this project."""

import keras


def classifier(features, classes):
    inputs = keras.Input((features,))
    hidden = keras.layers.Dense(8, activation="relu")(inputs)
    outputs = keras.layers.Dense(classes - 1, activation="softmax")(hidden)
    return keras.Model(inputs, outputs)

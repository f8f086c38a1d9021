import keras
from keras import layers


def too_small():
    inputs = keras.Input((4, 4, 1))
    return keras.Model(inputs, layers.Conv2D(8, 7)(inputs))


def needs_a_global():
    return keras.Sequential([keras.Input((CHANNELS,)), layers.Dense(1)])


def trains_on_missing_data():
    import numpy as np

    model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.zeros((10, 3)), np.zeros((10, 1)))
    return model


if __name__ == "main":
    too_small()

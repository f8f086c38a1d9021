# about: uncalled builders that raise: a shape error is one, what depends on how they are called is
#     not
import keras
from keras import layers


def too_small():
    inputs = keras.Input((4, 4, 1))  # hint: InputLayer → (None, 4, 4, 1)
    return keras.Model(inputs, layers.Conv2D(8, 7)(inputs))  # hint: Conv2D fails
#                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL103 error: smaller than the window
#                              from: inputs = keras.Input((4, 4, 1))


def needs_a_global():
#   ^^^^^^^^^^^^^^ KL907 information: `needs_a_global` is never called, and fails without arguments: NameError: name 'CHANNELS' is not defined
    return keras.Sequential([keras.Input((CHANNELS,)), layers.Dense(1)])


def trains_on_missing_data():
    import numpy as np

    model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    # hint: InputLayer → (None, 2)
    # hint: Dense (None, 2) → (None, 1) · 3
    model.compile("sgd", "mse")
    model.fit(np.zeros((10, 3)), np.zeros((10, 1)))
    return model


if __name__ == "main":
    too_small()
# model too_small(): 0, not built
# model trains_on_missing_data(): 3

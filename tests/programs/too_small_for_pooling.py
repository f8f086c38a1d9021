# about: an image that shrinks below the window of a pooling, inside a helper function
import keras
from keras import layers


def stage(x, filters):
    x = layers.Conv2D(filters, 3, activation="relu")(x)
    # hint: Conv2D (None, 16, 16, 1) → (None, 14, 14, 8) · 80
    # hint: Conv2D (None, 3, 3, 8) → (None, 1, 1, 16) · 1168
    return layers.MaxPooling2D(4)(x)
    # hint: MaxPooling2D (None, 14, 14, 8) → (None, 3, 3, 8) · 0
    # hint: MaxPooling2D fails
#          ^^^^^^^^^^^^^^^^^^^^^^^^^ KL103 error: (None, 1, 1, 16) from `conv2d_1` is smaller than the window
#          from: x = layers.Conv2D(filters, 3, activation="relu")(x)
#          from: x = stage(x, 16)


inputs = keras.Input((16, 16, 1))  # hint: InputLayer → (None, 16, 16, 1)
x = stage(inputs, 8)
x = stage(x, 16)
x = layers.Flatten()(x)  # hint: Flatten fails
classifier = keras.Model(inputs, layers.Dense(10)(x))  # hint: Dense (None, ?) → (None, 10)
# model classifier: 1248, not built

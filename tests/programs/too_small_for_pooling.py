import keras
from keras import layers


def stage(x, filters):
    x = layers.Conv2D(filters, 3, activation="relu")(x)
    return layers.MaxPooling2D(4)(x)


inputs = keras.Input((16, 16, 1))
x = stage(inputs, 8)
x = stage(x, 16)
x = layers.Flatten()(x)
classifier = keras.Model(inputs, layers.Dense(10)(x))

import keras
from keras import layers

x = inputs = keras.Input((64, 64, 3))
for filters in [16, 32, 64]:
    for _ in range(2):
        x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
    x = layers.MaxPooling2D(2)(x)

x = layers.Flatten()(x)
model = keras.Model(inputs, layers.Dense(10)(x))

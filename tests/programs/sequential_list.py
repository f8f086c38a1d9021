import keras
from keras import layers

digits = keras.Sequential(
    [
        keras.Input(shape=(28, 28)),
        layers.Rescaling(1.0 / 255),
        layers.Flatten(),
        layers.Dense(
            64,
            activation="relu",
        ),
        layers.Dropout(0.3),
        layers.Dense(10, activation="softmax"),
    ],
    name="digits",
)
digits.summary()

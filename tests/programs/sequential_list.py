# about: a Sequential made from a list over several lines, with layers that have no weights
import keras
from keras import layers

digits = keras.Sequential(
    [
        keras.Input(shape=(28, 28)),  # hint: InputLayer → (None, 28, 28)
        layers.Rescaling(1.0 / 255),  # hint: Rescaling (None, 28, 28) → (None, 28, 28) · 0
        layers.Flatten(),  # hint: Flatten (None, 28, 28) → (None, 784) · 0
        layers.Dense(  # hint: Dense (None, 784) → (None, 64) · 50240
            64,
            activation="relu",
        ),
        layers.Dropout(0.3),  # hint: Dropout (None, 64) → (None, 64) · 0
        layers.Dense(10, activation="softmax"),  # hint: Dense (None, 64) → (None, 10) · 650
    ],
    name="digits",
)
digits.summary()
# model digits: 50890

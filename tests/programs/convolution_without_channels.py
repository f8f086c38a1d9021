# about: images without a channel dimension before a convolution: one error, and hints again behind
#     it
import keras
from keras import layers

model = keras.Sequential([
    keras.Input(shape=(28, 28)),  # hint: InputLayer → (None, 28, 28)
    layers.Conv2D(32, (3, 3), activation="relu"),  # hint: Conv2D fails
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with at least 4 dimensions, but gets 3: (None, 28, 28)
#   from: keras.Input(shape=(28, 28)),
    layers.MaxPooling2D((2, 2)),  # hint: MaxPooling2D fails
    layers.Flatten(),  # hint: Flatten fails
    layers.Dense(128, activation="relu"),  # hint: Dense (None, ?) → (None, 128)
    layers.Dense(10),  # hint: Dense (None, 128) → (None, 10) · 1290
])
# model model: 1290, not built

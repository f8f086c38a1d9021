# about: a loop that makes many layers on one line, each with shapes of its own
import keras
from keras import layers

x = inputs = keras.Input((64, 64, 3))  # hint: InputLayer → (None, 64, 64, 3)
for filters in [16, 32, 64]:
    for _ in range(2):
        x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
        # hint: Conv2D (None, 64, 64, 3) → (None, 64, 64, 16) · 448
        # hint: Conv2D (None, 64, 64, 16) → (None, 64, 64, 16) · 2320
        # hint: Conv2D (None, 32, 32, 16) → (None, 32, 32, 32) · 4640
        # hint: Conv2D (None, 32, 32, 32) → (None, 32, 32, 32) · 9248
        # hint: Conv2D (None, 16, 16, 32) → (None, 16, 16, 64) · 18496
        # hint: Conv2D (None, 16, 16, 64) → (None, 16, 16, 64) · 36928
    x = layers.MaxPooling2D(2)(x)
    # hint: MaxPooling2D (None, 64, 64, 16) → (None, 32, 32, 16) · 0
    # hint: MaxPooling2D (None, 32, 32, 32) → (None, 16, 16, 32) · 0
    # hint: MaxPooling2D (None, 16, 16, 64) → (None, 8, 8, 64) · 0

x = layers.Flatten()(x)  # hint: Flatten (None, 8, 8, 64) → (None, 4096) · 0
model = keras.Model(inputs, layers.Dense(10)(x))  # hint: Dense (None, 4096) → (None, 10) · 40970
# model model: 113050

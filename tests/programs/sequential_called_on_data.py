# about: a Sequential that learns of its input from the first array that it is called on
import keras
import numpy as np

net = keras.Sequential([
    keras.layers.Dense(5, activation="relu"),  # hint: Dense (8, 4) → (8, 5) · 25
    keras.layers.Dense(1),  # hint: Dense (8, 5) → (8, 1) · 6
])
batch = np.ones((8, 4), dtype="float32")
scores = net(batch)  # hint: Sequential (8, 4) → (8, 1) · 31
print(scores.shape)
# model net: 31

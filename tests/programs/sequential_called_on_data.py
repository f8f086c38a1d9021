import keras
import numpy as np

net = keras.Sequential([
    keras.layers.Dense(5, activation="relu"),
    keras.layers.Dense(1),
])
batch = np.ones((8, 4), dtype="float32")
scores = net(batch)
print(scores.shape)

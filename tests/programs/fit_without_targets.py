# about: no targets, though the loss needs some
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model.compile(loss="mse", optimizer="sgd")
model.fit(x)
#^^^^^^^^^^^ KL402 error: there are no targets
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# from: model.compile(loss="mse", optimizer="sgd")
# model model: 5

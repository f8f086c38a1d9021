# about: an iterator that Keras cannot read
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model.compile(loss="mse", optimizer="sgd")
model.fit(iter([(x, y)]))
#^^^^^^^^^^^^^^^^^^^^^^^^ KL404 error: Unrecognized data type
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# model model: 5

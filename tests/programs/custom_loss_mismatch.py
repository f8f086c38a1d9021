# about: a loss function of the program's own, given targets narrower than the output
import keras
import numpy as np
from keras import ops


def squared_distance(y_true, y_pred):
    return ops.sum(ops.square(y_true - y_pred), axis=-1)
#                             ^^^^^^^^^^^^^^^ KL108 error: 3 and 4
#                             from: model.fit(np.zeros((8, 9)), np.zeros((8, 3)))


model = keras.Sequential([keras.Input((9,)), keras.layers.Dense(4, activation="tanh")])
# hint: InputLayer → (None, 9)
# hint: Dense (None, 9) → (None, 4) · 40
model.compile(optimizer="adam", loss=squared_distance)
model.fit(np.zeros((8, 9)), np.zeros((8, 3)))
# model model: 40

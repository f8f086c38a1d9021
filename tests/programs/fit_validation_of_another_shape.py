# about: validation data that the model cannot take
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model.compile(loss="mse", optimizer="sgd")
wrong = np.zeros((5, 3))
model.fit(x, y, validation_data=(wrong, np.zeros((5, 1))))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: the model cannot take `validation_data` of shape (5, 3): it takes (None, 4)
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# from: wrong = np.zeros((5, 3))
# model model: 5

# about: training a model that was never compiled
import keras
import numpy as np

model = keras.Sequential([keras.layers.Dense(2)])  # hint: Dense (None, 3) → (None, 2) · 8
model.build((None, 3))
model.fit(np.zeros((4, 3)), np.zeros((4, 2)))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL404 error: compile
# from: model = keras.Sequential([keras.layers.Dense(2)])
# model model: 8

# about: a different number of inputs and targets
import keras
import numpy as np

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 1) · 4
model.compile(loss="mse", optimizer="sgd")
split = 90
model.fit(np.zeros((100, 3)), np.zeros((split, 1)))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL403 error: different numbers of samples: x has 100; y has 90.
# from: model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
# model model: 4

# about: fewer weights than samples
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model.compile(loss="mse", optimizer="sgd")
model.fit(x, y, sample_weight=np.ones(7))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL403 error: different numbers of samples: x has 8; y has 8; sample_weight has 7.
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# from: x, y = np.zeros((8, 4)), np.zeros((8, 1))
# from: x, y = np.zeros((8, 4)), np.zeros((8, 1))
# model model: 5

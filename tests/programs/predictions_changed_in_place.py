# about: what `predict` gives belongs to the program, which may write into it
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 3) · 15
found = model.predict(np.zeros((8, 4)))
found *= 255.0
found[0] = 1
found.sort(axis=0)
after = keras.Sequential([keras.Input(found.shape[1:]), keras.layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
# model model: 15
# model after: 8

# about: labels that are numbers under the loss for true and false
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, activation="softmax")])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 10) · 50
model.compile(loss="binary_crossentropy")
model.fit(np.zeros((20, 4)), np.arange(20) % 10)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL402 error: integers 0 to 9; the output is (None, 10). Use `sparse_categorical_crossentropy`.
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, activation="softmax")])
# from: model.compile(loss="binary_crossentropy")
# model model: 50

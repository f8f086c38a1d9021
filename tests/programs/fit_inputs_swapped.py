# about: two inputs in the wrong order
import keras
import numpy as np

left = keras.Input((4,), name="left")  # hint: InputLayer → (None, 4)
right = keras.Input((3,), name="right")  # hint: InputLayer → (None, 3)
joined = keras.layers.Concatenate()([left, right])
# hint: Concatenate (None, 4), (None, 3) → (None, 7) · 0
price = keras.layers.Dense(1, name="price")(joined)  # hint: Dense (None, 7) → (None, 1) · 8
kind = keras.layers.Dense(5, activation="softmax", name="kind")(joined)
# hint: Dense (None, 7) → (None, 5) · 40
model = keras.Model([left, right], [price, kind])
a, b = np.zeros((8, 4)), np.zeros((8, 3))
prices, kinds = np.zeros((8, 1)), np.zeros((8, 5))
model.compile(loss="mse", optimizer="sgd")
model.fit([b, a], [prices, kinds])
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: cannot take `b`, `a` of shape (8, 3), (8, 4): it takes (None, 4), (None, 3)
# from: left = keras.Input((4,), name="left")
# from: a, b = np.zeros((8, 4)), np.zeros((8, 3))
# from: a, b = np.zeros((8, 4)), np.zeros((8, 3))
# model model: 48

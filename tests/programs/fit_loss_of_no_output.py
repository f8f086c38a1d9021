# about: a loss under a name that no output has
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
model.compile(loss={"price": "mse", "size": "mse"}, optimizer="sgd")
model.fit([a, b], [prices, kinds])
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL404 error: Expected keys
# from: kind = keras.layers.Dense(5, activation="softmax", name="kind")(joined)
# from: model.compile(loss={"price": "mse", "size": "mse"}, optimizer="sgd")
# from: prices, kinds = np.zeros((8, 1)), np.zeros((8, 5))
# from: prices, kinds = np.zeros((8, 1)), np.zeros((8, 5))
# model model: 48

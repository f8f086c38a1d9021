import keras
import numpy as np

left = keras.Input((4,), name="left")
right = keras.Input((3,), name="right")
joined = keras.layers.Concatenate()([left, right])
price = keras.layers.Dense(1, name="price")(joined)
kind = keras.layers.Dense(5, activation="softmax", name="kind")(joined)
model = keras.Model([left, right], [price, kind])
a, b = np.zeros((8, 4)), np.zeros((8, 3))
prices, kinds = np.zeros((8, 1)), np.zeros((8, 5))
model.compile(loss="mse", optimizer="sgd")
model.fit({"left": a, "rigth": b}, [prices, kinds])

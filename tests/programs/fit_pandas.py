# about: data frames and columns of pandas: of the right width, and one that is too wide
import keras
import numpy as np
import pandas as pd

table = pd.DataFrame(np.zeros((20, 4)), columns=["width", "height", "depth", "price"])
table["count"] = 1
inputs, prices = table[["width", "height", "count"]], table["price"]

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 1) · 4
model.compile("adam", "mse")
model.fit(inputs, prices)
print(model.predict(inputs).shape)
model.evaluate(table, prices)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: `table` of shape (20, 5): it takes (None, 3)
# from: model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
# from: table["count"] = 1
# model model: 4

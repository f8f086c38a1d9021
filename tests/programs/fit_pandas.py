import keras
import numpy as np
import pandas as pd

table = pd.DataFrame(np.zeros((20, 4)), columns=["width", "height", "depth", "price"])
table["count"] = 1
inputs, prices = table[["width", "height", "count"]], table["price"]

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(inputs, prices)
print(model.predict(inputs).shape)
model.evaluate(table, prices)

import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model.compile(loss="mse", optimizer="sgd", metrics=["mae"])
loss, mae = model.train_on_batch(x, y)
print(model.test_on_batch(x, y, return_dict=True)["mae"])
assert model.predict_on_batch(x).shape == (8, 1)
model.train_on_batch(np.zeros((8, 2)), y)

# about: single batches, the last of another shape
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model.compile(loss="mse", optimizer="sgd", metrics=["mae"])
loss, mae = model.train_on_batch(x, y)
print(model.test_on_batch(x, y, return_dict=True)["mae"])
assert model.predict_on_batch(x).shape == (8, 1)
model.train_on_batch(np.zeros((8, 2)), y)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: data of shape (8, 2): it takes (None, 4)
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# model model: 5

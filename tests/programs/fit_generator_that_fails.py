# about: a generator that raises on its first batch
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
def batches():
    while True:
        yield x[:2], y[:2].reshape(3, 1)
#                    ^^^^^^^^^^^^^^^^^^^ KL601 error: cannot reshape array of size 2 into shape (3,1)
#                    from: model.fit(batches(), steps_per_epoch=3)


model.compile(loss="mse", optimizer="sgd")
model.fit(batches(), steps_per_epoch=3)
# model model: 5

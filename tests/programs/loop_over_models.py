# about: a loop that trains one model after another brings something new in each round, however
#     long one takes: it is gone through to its end
import time
import numpy as np
import keras
from keras import layers


class Slow(layers.Layer):
    def call(self, x):
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            pass
        return x


x = np.zeros((8, 4), "float32")
models = {}
for units in (1, 2, 3):
    models[units] = keras.Sequential([layers.Dense(units), Slow()])
    # hint: Dense (None, 4) → (None, 1) · 5
    # hint: Slow (None, 1) → (None, 1) · 0
    # hint: Dense (None, 4) → (None, 2) · 10
    # hint: Slow (None, 2) → (None, 2) · 0
    # hint: Dense (None, 4) → (None, 3) · 15
    # hint: Slow (None, 3) → (None, 3) · 0
results = {}
for units, model in models.items():
    model.compile("adam", "mse")
    model.fit(x, np.zeros((8, units), "float32"), verbose=0)
    results[units] = model.evaluate(x, np.zeros((8, units), "float32"), verbose=0)
last = models[3]
print(sorted(results))
last.fit(x, np.zeros((8, 2), "float32"))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL402 error: `model.fit`: the targets have shape (8, 2); the output is (None, 3). Give the last layer 2 units.
# from: models[units] = keras.Sequential([layers.Dense(units), Slow()])
# from: model.compile("adam", "mse")
# model sequential: 5
# model sequential_1: 10
# model last: 15

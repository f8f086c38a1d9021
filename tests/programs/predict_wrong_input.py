# about: a subclassed model that first meets its data in `predict`, and then other data
import keras
import numpy as np


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(3)

    def call(self, x):
        return self.dense(x)  # hint: Dense (None, 6) → (None, 3) · 21


net = Net()  # hint: Net (None, 6) → (None, 3) · 21
good = net.predict(np.zeros((10, 6)))
assert good.shape == (10, 3)
bad = net.predict(np.zeros((10, 7)), batch_size=5)
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: cannot take data of shape (10, 7)
#     from: return self.dense(x)
print(bad.mean())
# model net: 21

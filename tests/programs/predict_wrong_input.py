import keras
import numpy as np


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(3)

    def call(self, x):
        return self.dense(x)


net = Net()
good = net.predict(np.zeros((10, 6)))
assert good.shape == (10, 3)
bad = net.predict(np.zeros((10, 7)), batch_size=5)
print(bad.mean())

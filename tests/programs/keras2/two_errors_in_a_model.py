# about: two errors in the call of a subclassed model that have nothing to do with each other
from tensorflow.keras import Input, Model, layers


class Net(Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(4, 3)
        self.lstm = layers.LSTM(5)
        self.pool = layers.GlobalAveragePooling2D()
        self.head = layers.Dense(3)
        self.shape_it = layers.Reshape((2, 2))

    def call(self, x):
        x = self.conv(x)  # hint: Conv2D (None, 8, 8, 3) → (None, 6, 6, 4) · 112
        side = self.lstm(x)  # hint: LSTM fails
#              ^^^^^^^^^^^^ KL101 error: `lstm` (LSTM) needs an input with 3 dimensions, but gets 4: (None, 6, 6, 4) from `conv2d`.
#              from: x = self.conv(x)
#              from: Net()(Input((8, 8, 3)))
        x = self.head(self.pool(x))
        # hint: GlobalAveragePooling2D (None, 6, 6, 4) → (None, 4) · 0
        # hint: Dense (None, 4) → (None, 3) · 15
        return self.shape_it(x), side  # hint: Reshape fails
#              ^^^^^^^^^^^^^^^^ KL104 error: `reshape` (Reshape) cannot change the number of elements: the input is (None, 3) from `dense`.
#              from: x = self.head(self.pool(x))
#              from: Net()(Input((8, 8, 3)))


Net()(Input((8, 8, 3)))
# hint: InputLayer → (None, 8, 8, 3)
# hint: Net (None, 8, 8, 3) → (None, 2, 2), (None, 5) · 127
# model net: 127, not built

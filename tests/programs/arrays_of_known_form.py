# about: arrays whose data is not here, of a form that the program says: filled with images,
#     brought into a shape, cut, given to `fit`, made by a `PyDataset`
import math
import os

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers

names = [os.path.join("images", name) for name in os.listdir("images")]
#                                                 ^^^^^^^^^^^^^^^^^^^^ KL901 information: 'images' does not exist; what is read from it is not known here.
images = np.zeros((len(names), 64, 64, 3), dtype="float32")
for place, name in enumerate(names):
    images[place] = np.load(name)
images = images.astype("float32") / 255.0
count = int(0.8 * len(images))
train, test = images[:count], images[count:]
filled = keras.Sequential([keras.Input(train.shape[1:]), layers.Conv2D(8, 3)])
# hint: InputLayer → (None, 64, 64, 3)
# hint: Conv2D (None, 64, 64, 3) → (None, 62, 62, 8) · 224
one = keras.Sequential([keras.Input(test[0].shape), layers.Conv2D(8, 5)])
# hint: InputLayer → (None, 64, 64, 3)
# hint: Conv2D (None, 64, 64, 3) → (None, 60, 60, 8) · 608
sliced = tf.data.Dataset.from_tensor_slices(train).batch(16)
given = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
# hint: Conv2D (None, 64, 64, 3) → (None, 62, 62, 4) · 112
# hint: Flatten (None, 62, 62, 4) → (None, 15376) · 0
# hint: Dense (None, 15376) → (None, 2) · 30754
given.compile("adam", "mse")
given.fit(train, names, epochs=2)
fed = keras.Sequential([layers.Conv2D(2, 3)])
# hint: Conv2D (None, 64, 64, 3) → (None, 62, 62, 2) · 56
fed.compile("adam", "mse")
fed.fit(sliced.map(lambda image: (image, image)))

table = pd.read_csv("digits.csv")
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'digits.csv' does not exist; what is read from it is not known here.
digits = table.drop(columns="label").values.reshape(-1, 28, 28, 1) / 255
drawn = keras.Sequential([keras.Input(digits.shape[1:]), layers.Conv2D(8, 3)])
# hint: InputLayer → (None, 28, 28, 1)
# hint: Conv2D (None, 28, 28, 1) → (None, 26, 26, 8) · 80
series = np.reshape(table.values, (table.shape[0], 10, 4))
recurrent = keras.Sequential([keras.Input((series.shape[1], series.shape[2])), layers.LSTM(8)])
# hint: InputLayer → (None, 10, 4)
# hint: LSTM (None, 10, 4) → (None, 8) · 416
flat = digits.reshape(digits.shape[0], -1)
wide = keras.Sequential([keras.Input(flat.shape[1:]), layers.Dense(3)])
# hint: InputLayer → (None, 784)
# hint: Dense (None, 784) → (None, 3) · 2355
both = keras.Model(
    [a := keras.Input((28, 28, 1)), b := keras.Input((10, 4))],
    # hint: InputLayer → (None, 28, 28, 1)
    # hint: InputLayer → (None, 10, 4)
    layers.concatenate([layers.Flatten()(a), layers.Flatten()(b)]),
    # hint: Flatten (None, 28, 28, 1) → (None, 784) · 0
    # hint: Flatten (None, 10, 4) → (None, 40) · 0
    # hint: Concatenate (None, 784), (None, 40) → (None, 824) · 0
)
both.compile("adam", "mse")
both.fit([digits, series], table["label"])


class Batches(keras.utils.PyDataset):
    def __init__(self, names, size):
        super().__init__()
        self.names, self.size = names, size
        self.order = np.arange(len(names))

    def __len__(self):
        return math.ceil(len(self.names) / self.size)

    def __getitem__(self, index):
        places = self.order[index * self.size : (index + 1) * self.size]
        chosen = [self.names[place] for place in places]
        x = np.empty((len(chosen), 64, 64, 3))
        for place, name in enumerate(chosen):
            x[place] = np.load(name)
        return x, np.zeros((len(chosen), 1))


batched = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(1)])
# hint: Conv2D (None, 64, 64, 3) → (None, 62, 62, 4) · 112
# hint: Flatten (None, 62, 62, 4) → (None, 15376) · 0
# hint: Dense (None, 15376) → (None, 1) · 15377
batched.compile("adam", "mse")
batched.fit(Batches(names, 16))
words = ["one", "two", "three"]
chosen = words[: len(table)]
picked = keras.Sequential([keras.Input((4,)), layers.Dense(len(chosen)), layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, len(chosen)) · ?
# hint: Dense (None, len(chosen)) → (None, 2) · ?
# model filled: 224
# model one: 608
# model given: 30866
# model fed: 56
# model drawn: 80
# model recurrent: 416
# model wide: 2355
# model both: 0
# model batched: 15489
# model picked: at least 2

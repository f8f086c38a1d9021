# about: sizes that hang on data which are not here: each model stands, with names in their place
import keras
import numpy as np
import pandas as pd
from keras import layers

table = pd.read_csv("table.csv")
#       ^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'table.csv' does not exist; what is read from it is not known here.
features = table.shape[1] - 1
classes = table["label"].nunique()
height, width = np.load("image.npy").shape[:2]
#               ^^^^^^^^^^^^^^^^^^^^ KL901 information: 'image.npy' does not exist; what is read from it is not known here.

inputs = keras.Input((features,))  # hint: InputLayer → (None, features)
hidden = layers.Dense(64, activation="relu")(inputs)
# hint: Dense (None, features) → (None, 64) · ?
joined = layers.Concatenate()([hidden, layers.Dense(classes)(hidden)])
# hint: Dense (None, 64) → (None, classes) · ?
# hint: Concatenate (None, 64), (None, classes) → (None, ?) · 0
same = layers.Add()([layers.Dense(classes)(hidden), layers.Dense(10)(hidden)])
# hint: Dense (None, 64) → (None, classes) · ?
# hint: Dense (None, 64) → (None, 10) · 650
# hint: Add (None, classes), (None, 10) → (None, 10)
tabular = keras.Model(inputs, [layers.Dense(10)(joined), layers.Dense(3)(same)])
# hint: Dense (None, ?) → (None, 10) · ?
# hint: Dense (None, 10) → (None, 3) · 33

image = keras.Input((height, width, 3))  # hint: InputLayer → (None, height, width, 3)
x = layers.Conv2D(8, 3, strides=2, padding="same")(image)
# hint: Conv2D (None, height, width, 3) → (None, ?, ?, 8) · 224
x = layers.Dropout(table["rate"].max())(x)  # hint: Dropout (None, ?, ?, 8) → (None, ?, ?, 8) · 0
x = layers.Dense(classes, activation="softmax")(layers.Flatten()(x))
# hint: Flatten (None, ?, ?, 8) → (None, ?) · 0
# hint: Dense (None, ?) → (None, classes) · ?
pictures = keras.Model(image, x)
pictures.compile("adam", "sparse_categorical_crossentropy")
pictures.fit(np.load("images.npy"), np.load("labels.npy"))
#            ^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'images.npy' does not exist; what is read from it is not known here.


class Words(layers.Layer):
    def __init__(self, count, size):
        super().__init__()
        self.words = layers.Embedding(count, size)
        self.size = size

    def build(self, shape):
        self.places = self.add_weight(shape=(shape[1], self.size))

    def call(self, numbers):
        return self.words(numbers) + self.places  # hint: Embedding (None, 20) → (None, 20, 16) · ?


count = len(open("words.txt").read().split()) + 1
#           ^^^^^^^^^^^^^^^^^ KL901 information: 'words.txt' does not exist; what is read from it is not known here.
texts = keras.Sequential([keras.Input((20,)), Words(count, 16), layers.LSTM(2 * classes)])
# hint: InputLayer → (None, 20)
# hint: Words (None, 20) → (None, 20, 16) · ?
# hint: LSTM (None, 20, 16) → (None, 2 * classes) · ?
texts.add(layers.Reshape((2, classes)))
# hint: Reshape (None, 2 * classes) → (None, 2, classes) · 0
texts.add(layers.Conv1D(6, 1))  # hint: Conv1D (None, 2, classes) → (None, 2, 6) · ?
wrong = layers.Conv2D(4, 3)(hidden)  # hint: Conv2D fails
# model tabular: at least 757
# model pictures: at least 224
# model texts: at least 326

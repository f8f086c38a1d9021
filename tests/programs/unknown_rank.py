# about: data that is not here is of the one rank that the first layer takes
import keras
import numpy as np
from keras import layers

series = np.load("series.npy")
#        ^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'series.npy' does not exist; what is read from it is not known here.
inputs = keras.Input(shape=series.shape[1:])  # hint: InputLayer → (None, ?, ?)
x = layers.Conv1D(32, 3)(inputs)  # hint: Conv1D (None, ?, ?) → (None, ?, 32)
x = layers.GlobalMaxPooling1D()(x)  # hint: GlobalMaxPooling1D (None, ?, 32) → (None, 32) · 0
model = keras.Model(inputs, layers.Dense(5)(x))  # hint: Dense (None, 32) → (None, 5) · 165

images = np.load("images.npy")
#        ^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'images.npy' does not exist; what is read from it is not known here.
pooled = keras.Sequential([keras.Input(images.shape[1:]), layers.MaxPooling2D(), layers.Flatten()])
# hint: InputLayer → (None, ?, ?, ?)
# hint: MaxPooling2D (None, ?, ?, ?) → (None, ?, ?, ?) · 0
# hint: Flatten (None, ?, ?, ?) → (None, ?) · 0
recurrent = keras.Sequential([keras.Input(series.shape[1:]), layers.LSTM(8)])
# hint: InputLayer → (None, ?, ?)
# hint: LSTM (None, ?, ?) → (None, 8)
either = keras.Sequential([keras.Input(images.shape[1:]), layers.Flatten(), layers.Dense(10)])
# hint: InputLayer → ?
# hint: Flatten ? → (None, ?)
# hint: Dense (None, ?) → (None, 10)
# model model: at least 165, not built
# model pooled: 0
# model recurrent: at least 0, not built
# model either: at least 0, not built

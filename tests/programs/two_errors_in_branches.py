# about: one error in each of two branches, which meet again: both, and nothing where they meet
import keras
from keras import layers

table = keras.Input((20,), name="table")  # hint: InputLayer → (None, 20)
left = layers.LSTM(8)(table)  # hint: LSTM fails
#      ^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with 3 dimensions
#      from: table = keras.Input((20,), name="table")
left = layers.Dense(4)(left)  # hint: Dense (None, 8) → (None, 4) · 36

series = keras.Input((16, 2), name="series")  # hint: InputLayer → (None, 16, 2)
right = layers.Conv2D(6, 3)(series)  # hint: Conv2D fails
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with at least 4 dimensions
#       from: series = keras.Input((16, 2), name="series")
right = layers.GlobalMaxPooling2D()(right)
# hint: GlobalMaxPooling2D (None, ?, ?, 6) → (None, 6) · 0

both = layers.concatenate([left, right])  # hint: Concatenate (None, 4), (None, 6) → (None, 10) · 0
both = layers.Dense(16)(both)  # hint: Dense (None, 10) → (None, 16) · 176
model = keras.Model([table, series], layers.Dense(8, use_bias=False)(both))
# hint: Dense (None, 16) → (None, 8) · 128
# model model: 340, not built

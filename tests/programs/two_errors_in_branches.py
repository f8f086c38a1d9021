import keras
from keras import layers

table = keras.Input((20,), name="table")
left = layers.LSTM(8)(table)
left = layers.Dense(4)(left)

series = keras.Input((16, 2), name="series")
right = layers.Conv2D(6, 3)(series)
right = layers.GlobalMaxPooling2D()(right)

both = layers.concatenate([left, right])
both = layers.Dense(16)(both)
model = keras.Model([table, series], layers.Dense(8, use_bias=False)(both))

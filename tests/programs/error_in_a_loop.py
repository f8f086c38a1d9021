import keras
from keras import layers

words = keras.Input((30,), name="words")
branches = []
for units in (4, 8, 16):
    branch = layers.GRU(units)(words)
    branches.append(layers.Dropout(0.1)(branch))
joined = layers.Concatenate()(branches)
model = keras.Model(words, joined)

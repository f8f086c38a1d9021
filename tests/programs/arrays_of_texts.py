# about: arrays of Python's strings, and of NumPy's, are data for layers that take texts
import keras
import numpy as np
from keras import layers

lookup = layers.StringLookup(vocabulary=["inland", "island", "near bay"])
numbers = keras.Input((8,))  # hint: InputLayer → (None, 8)
words = keras.Input((), dtype="string")  # hint: InputLayer → (None,)
embedded = layers.Embedding(4, 2)(lookup(words))
# hint: StringLookup (None,) → (None,) · 0
# hint: Embedding (None,) → (None, 2) · 8
model = keras.Model([numbers, words], layers.Dense(1)(layers.Concatenate()([numbers, embedded])))
# hint: Concatenate (None, 8), (None, 2) → (None, 10) · 0
# hint: Dense (None, 10) → (None, 1) · 11
model.compile("sgd", "mse")
x = np.zeros((100, 8))
names = np.array(["inland", "island"] * 50)
y = np.ones((100, 1))
model.fit((x, names.astype(object)), y, validation_data=((x, names), y))
model.predict((x, names.astype(object)))
# model model: 19

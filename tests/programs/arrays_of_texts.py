# about: arrays of Python's strings are data for layers that take texts; of NumPy's they are for
#     one batch, and `fit` refuses them
import keras
import numpy as np
from keras import layers

lookup = layers.StringLookup(vocabulary=["inland", "island", "near bay"])
# hint: StringLookup (None,) → (None,) · 0
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
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL404 error: `model.fit`: an array of texts is given, which `fit` takes only as an array of objects. Use `array.astype(object)`.
# from: model = keras.Model([numbers, words], layers.Dense(1)(layers.Concatenate()([numbers, embedded])))
# from: y = np.ones((100, 1))
model.fit((x, names.astype(object)), y, validation_split=0.2)
model.predict((x, names.astype(object)))
model.train_on_batch((x, names), y)
model.evaluate((x, names), y)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL404 error: `model.evaluate`: an array of texts is given, which `evaluate` takes only as an array of objects. Use `array.astype(object)`.
# from: model = keras.Model([numbers, words], layers.Dense(1)(layers.Concatenate()([numbers, embedded])))
# from: x = np.zeros((100, 8))
# from: names = np.array(["inland", "island"] * 50)
# from: y = np.ones((100, 1))
alone = keras.Sequential([keras.Input((), dtype="string"), lookup, layers.Embedding(4, 2)])
# hint: InputLayer → (None,)
# hint: Embedding (None,) → (None, 2) · 8
print(alone(names[:3]).shape)  # hint: Sequential (3,) → (3, 2) · 8
# model model: 19
# model alone: 8

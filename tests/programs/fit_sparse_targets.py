# about: one-hot labels under the loss for labels that are numbers
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 5) · 25
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
labels = keras.utils.to_categorical(np.arange(20) % 5)
model.fit(np.zeros((20, 4)), labels)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL402 error: have shape (20, 5), integers 0 to 1; the output is (None, 5). Use `categorical_crossentropy`
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5)])
# from: model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
# from: labels = keras.utils.to_categorical(np.arange(20) % 5)
# model model: 25

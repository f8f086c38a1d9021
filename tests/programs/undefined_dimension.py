# about: a sequence of any length, flattened before a layer that must know its width
import keras
from keras import layers

sequence = keras.Input((None, 16))  # hint: InputLayer → (None, None, 16)
flat = layers.Flatten()(sequence)  # hint: Flatten (None, None, 16) → (None, None) · 0
scores = layers.Dense(4)(flat)  # hint: Dense fails
#        ^^^^^^^^^^^^^^^^^^^^^ KL106 error: (None, None) from `flatten`
#        from: flat = layers.Flatten()(sequence)
model = keras.Model(sequence, layers.Softmax()(scores))  # hint: Softmax (None, 4) → (None, 4) · 0
# model model: 0, not built

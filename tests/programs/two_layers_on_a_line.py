# about: chains of calls on one line, told apart by their columns
import keras
from keras.layers import Activation, Dense, Flatten

inputs = keras.Input((2, 3)); flat = Flatten()(inputs)
# hint: InputLayer → (None, 2, 3)
# hint: Flatten (None, 2, 3) → (None, 6) · 0
outputs = Activation("softmax")(Dense(4)(flat))
# hint: Dense (None, 6) → (None, 4) · 28
# hint: Activation (None, 4) → (None, 4) · 0
model = keras.Model(inputs, outputs)
# model model: 28

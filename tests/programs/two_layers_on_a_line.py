import keras
from keras.layers import Activation, Dense, Flatten

inputs = keras.Input((2, 3)); flat = Flatten()(inputs)
outputs = Activation("softmax")(Dense(4)(flat))
model = keras.Model(inputs, outputs)

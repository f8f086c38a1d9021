import keras
from keras import layers

sequence = keras.Input((None, 16))
flat = layers.Flatten()(sequence)
scores = layers.Dense(4)(flat)
model = keras.Model(sequence, layers.Softmax()(scores))

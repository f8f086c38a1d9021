import keras
from keras import layers

inputs = keras.Input((9,))
a = layers.Dense(unit=3)(inputs)
b = layers.Dense(3, activation="rellu")(inputs)
c = layers.Conv1D(8)(layers.Reshape((9, 1))(inputs))
rest = keras.Model(inputs, layers.Dense(3)(inputs))
broken = keras.Model(inputs, [a, b, c])

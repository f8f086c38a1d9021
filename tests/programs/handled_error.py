import keras
from keras import layers

inputs = keras.Input((64,))
try:
    x = layers.Conv1D(8, 3)(inputs)
except ValueError as error:
    print("not a sequence:", error)
    x = layers.Dense(8)(inputs)
model = keras.Model(inputs, layers.Dense(1)(x))

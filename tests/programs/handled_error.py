# about: a layer call that fails inside `try`: the program handles it, and nothing is reported
import keras
from keras import layers

inputs = keras.Input((64,))  # hint: InputLayer → (None, 64)
try:
    x = layers.Conv1D(8, 3)(inputs)
except ValueError as error:
    print("not a sequence:", error)
    x = layers.Dense(8)(inputs)  # hint: Dense (None, 64) → (None, 8) · 520
model = keras.Model(inputs, layers.Dense(1)(x))  # hint: Dense (None, 8) → (None, 1) · 9
# model model: 529

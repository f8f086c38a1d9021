# about: layers that cannot be made: an argument that does not exist, an activation that does not,
#     a missing one
import keras
from keras import layers

inputs = keras.Input((9,))  # hint: InputLayer → (None, 9)
a = layers.Dense(unit=3)(inputs)
#   ^^^^^^^^^^^^^^^^^^^^ KL601 error: TypeError
b = layers.Dense(3, activation="rellu")(inputs)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: rellu
c = layers.Conv1D(8)(layers.Reshape((9, 1))(inputs))
#   ^^^^^^^^^^^^^^^^ KL601 error: kernel_size
rest = keras.Model(inputs, layers.Dense(3)(inputs))  # hint: Dense (None, 9) → (None, 3) · 30
broken = keras.Model(inputs, [a, b, c])
# model rest: 30

# about: a file with the line ends of Windows
import keras

model = keras.Sequential([
    keras.Input((3,)),  # hint: InputLayer → (None, 3)

    keras.layers.Dense(4),  # hint: Dense (None, 3) → (None, 4) · 16
    keras.layers.Dense(2),  # hint: Dense (None, 4) → (None, 2) · 10
])
text = """lines
in a string"""
wrong = keras.layers.Dense(5)(model.outputs[0]) + model.inputs[0]
# hint: Dense (None, 2) → (None, 5) · 15
# hint: Add fails
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL102 error: (None, 5)
#       from: wrong = keras.layers.Dense(5)(model.outputs[0]) + model.inputs[0]
#       from: keras.Input((3,)),
# model model: 26

# about: a program that raises an error of its own in the middle: the rest is still analysed
import keras
from keras import layers

inputs = keras.Input((30,))  # hint: InputLayer → (None, 30)
x = layers.Dense(64, activation="relu")(inputs)  # hint: Dense (None, 30) → (None, 64) · 1984
run_name = f"{nmae}-{keras.__version__}"
#             ^^^^ KL601 error: NameError: name 'nmae' is not defined
x = layers.Dropout(0.1)(x)  # hint: Dropout (None, 64) → (None, 64) · 0
outputs = layers.Dense(2)(x) * 0.5
# hint: Dense (None, 64) → (None, 2) · 130
# hint: Multiply (None, 2) → (None, 2)
outputs = layers.Dense(5)(outputs)  # hint: Dense (None, 2) → (None, 5) · 15
model = keras.Model(inputs, outputs)
model.compile("adam", "mse")
board = keras.callbacks.TensorBoard(log_dir="logs/" + run_name)
# model model: 2129

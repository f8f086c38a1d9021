# about: a back end that is not installed: the program runs on another one
import os

os.environ["KERAS_BACKEND"] = "torch"
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: PyTorch is not installed
import keras

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
assert keras.ops.ones((2,)).shape == (2,)
# model model: 8

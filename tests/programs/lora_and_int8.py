# about: `enable_lora` and `quantize` change what layers hold that have been called before
import keras
from keras import layers

student = keras.Sequential([keras.Input((20,)), layers.Dense(32, "relu"), layers.Dense(4)])
# hint: InputLayer → (None, 20)
# hint: Dense (None, 20) → (None, 32) · 776
# hint: Dense (None, 32) → (None, 4) · 132
student.layers[0].enable_lora(rank=2)
student.summary()
small = keras.Sequential([keras.Input((20,)), layers.Dense(32, "relu"), layers.Dense(4)])
# hint: InputLayer → (None, 20)
# hint: Dense (None, 20) → (None, 32) · 704
# hint: Dense (None, 32) → (None, 4) · 136
small.quantize("int8")
assert (student.count_params(), small.count_params()) == (908, 840)
# model student: 908, 268 trainable
# model small: 840, 36 trainable

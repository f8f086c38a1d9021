import keras
from keras import layers

student = keras.Sequential([keras.Input((20,)), layers.Dense(32, "relu"), layers.Dense(4)])
student.layers[0].enable_lora(rank=2)
student.summary()
small = keras.Sequential([keras.Input((20,)), layers.Dense(32, "relu"), layers.Dense(4)])
small.quantize("int8")
assert (student.count_params(), small.count_params()) == (908, 840)

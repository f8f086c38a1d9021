import keras
from keras import layers

keras.mixed_precision.set_global_policy("mixed_float16")

inputs = keras.Input((50,))
x = layers.Dense(20)(inputs)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
outputs = layers.Dense(6, dtype="float32")(x)
model = keras.Model(inputs, outputs)
assert outputs.dtype == "float32"
assert x.dtype == "float16"

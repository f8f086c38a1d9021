# about: a policy of two dtypes and a last layer that keeps to one
import keras
from keras import layers

keras.mixed_precision.set_global_policy("mixed_float16")

inputs = keras.Input((50,))  # hint: InputLayer → (None, 50)
x = layers.Dense(20)(inputs)  # hint: Dense (None, 50) → (None, 20) · 1020
x = layers.BatchNormalization()(x)  # hint: BatchNormalization (None, 20) → (None, 20) · 80
x = layers.Activation("relu")(x)  # hint: Activation (None, 20) → (None, 20) · 0
outputs = layers.Dense(6, dtype="float32")(x)  # hint: Dense (None, 20) → (None, 6) · 126
model = keras.Model(inputs, outputs)
assert outputs.dtype == "float32"
assert x.dtype == "float16"
# model model: 1226, 1186 trainable

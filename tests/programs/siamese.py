# about: one layer and one model, each called on two inputs: counted once, shown at every call
import keras
from keras import layers, ops

left = keras.Input((128,), name="left")  # hint: InputLayer → (None, 128)
right = keras.Input((128,), name="right")  # hint: InputLayer → (None, 128)

embed = keras.Sequential([keras.Input((128,)), layers.Dense(32)], name="embed")
# hint: InputLayer → (None, 128)
# hint: Dense (None, 128) → (None, 32) · 4128
normalize = layers.UnitNormalization()
a = normalize(embed(left))
# hint: Sequential (None, 128) → (None, 32) · 4128
# hint: UnitNormalization (None, 32) → (None, 32) · 0
b = normalize(embed(right))
# hint: Sequential (None, 128) → (None, 32) · 4128
# hint: UnitNormalization (None, 32) → (None, 32) · 0

difference = ops.abs(a - b)
# hint: Subtract (None, 32), (None, 32) → (None, 32)
# hint: Absolute (None, 32) → (None, 32)
same = layers.Dense(1, activation="sigmoid")(difference)  # hint: Dense (None, 32) → (None, 1) · 33
siamese = keras.Model([left, right], same, name="siamese")
# model embed: 4128
# model siamese: 4161

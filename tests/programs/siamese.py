import keras
from keras import layers, ops

left = keras.Input((128,), name="left")
right = keras.Input((128,), name="right")

embed = keras.Sequential([keras.Input((128,)), layers.Dense(32)], name="embed")
normalize = layers.UnitNormalization()
a = normalize(embed(left))
b = normalize(embed(right))

difference = ops.abs(a - b)
same = layers.Dense(1, activation="sigmoid")(difference)
siamese = keras.Model([left, right], same, name="siamese")

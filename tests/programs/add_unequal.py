import keras
from keras import layers

a = keras.Input((16, 16, 8))
b = layers.Conv2D(8, 3)(a)
c = keras.Input((1, 1, 8))

first = layers.add([a, b])
second = layers.Multiply()([b, a])
third = layers.Average()([a, c])
ok = keras.Model([a, c], third)

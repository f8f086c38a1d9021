import keras
from keras import layers

x = inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(4, 3, strides=3)(x)
x = layers.Conv2D(16, 3)(x)
x = layers.BatchNormalization()(x)
x = layers.Flatten()(x)
x = layers.Dense(10)(x)
x = layers.Reshape((5, 5))(x)
model = keras.Model(inputs, x)
model.compile("adam", "mse")

import keras
from keras import layers


class Residual(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, x):
        h = self.dense(x)
        return layers.add([x, h])


inputs = keras.Input((10,))
x = Residual(10)(inputs)
x = Residual(12)(x)
model = keras.Model(inputs, x)

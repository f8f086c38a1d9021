import keras
from keras import layers, ops


def attend(query, key, value):
    scores = ops.matmul(query, ops.transpose(key, (0, 2, 1)))
    scores = scores / 8.0
    return ops.matmul(scores, value)


class Block(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.query = layers.Dense(width)

    def call(self, x):
        x = self.query(x) + 1.0
        return attend(x, x, x)


class Loop(layers.Layer):
    def call(self, x):
        def body(step, y):
            return step + 1, y * 2.0 + 1.0

        return ops.while_loop(lambda step, y: step < 5, body, (0, x), maximum_iterations=5)[1]


class Reversed(layers.Layer):
    def call(self, x):
        return ops.flip(x, axis=1)


class Inverse(layers.Layer):
    def call(self, x):
        y = x + x
        return ops.linalg.inv(y)


inputs = keras.Input((16, 64))
x = Block(64)(inputs)
x = Block(32)(x)
model = keras.Model(inputs, Reversed()(x))
looped = keras.Model(inputs, Loop()(inputs))
square = keras.Input((4, 4))
inverse = keras.Model(square, Inverse()(square))

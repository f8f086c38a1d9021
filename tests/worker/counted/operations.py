import keras
import tensorflow as tf
from keras import layers, ops


class Loop(layers.Layer):
    def call(self, x):
        return ops.while_loop(lambda i, y: i < 5, lambda i, y: (i + 1, y * 2.0 + 1.0), (0, x))[1]


class Cell(layers.Layer):
    def __init__(self):
        super().__init__()
        self.state_size = 4
        self.inner = layers.Dense(4)

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 4))
        self.inner.build((None, 4))

    def call(self, x, states):
        state = ops.tanh(ops.matmul(x, self.kernel) + self.inner(states[0]))
        return state, [state]


class Function(layers.Layer):
    @tf.function
    def square(self, x):
        return x @ x

    def call(self, x):
        return self.square(x)


class Either(layers.Layer):
    def call(self, x):
        return ops.cond(ops.sum(x) > 0, lambda: ops.matmul(x, x), lambda: x)


class EachOne(layers.Layer):
    def call(self, x):
        return tf.map_fn(lambda y: tf.matmul(y, y), x)


class Inverse(layers.Layer):
    def call(self, x):
        print("once")
        return tf.linalg.inv(x + x)


class MergedBatch(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x):
        return ops.reshape(self.dense(ops.reshape(x, (-1, 8))), (-1, 8, 3))


class Twice(layers.Layer):
    def __init__(self):
        super().__init__()
        self.shared = layers.Dense(8)

    def call(self, x):
        return x + self.shared(self.shared(x))


class MadeInside(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(8)

    def call(self, x):
        return layers.add([x, self.dense(x)])


square = keras.Input((8, 8))
loop = keras.Model(square, Loop()(square))
recurrent = keras.Model(square, layers.RNN(Cell())(square))
function = keras.Model(square, Function()(square))
either = keras.Model(square, Either()(square))
each_one = keras.Model(square, EachOne()(square))
inverse = keras.Model(square, Inverse()(square))
merged = keras.Model(square, MergedBatch()(square))
twice = keras.Model(square, Twice()(square))
anonymous = keras.Model(square, layers.Lambda(lambda t: t * 2)(square))
operation = keras.Model(square, ops.einsum("bij,bjk->bik", square, square))
blocks = keras.Sequential([keras.Input((8, 8)), Twice(), Twice(), Twice()])
text = keras.Input((None,), dtype="int32")
of_any_length = keras.Model(text, layers.LSTM(3)(layers.Embedding(10, 4)(text)))
batch = keras.Input(batch_shape=(4, 8, 8))
of_four = keras.Model(batch, Twice()(batch))
made_inside = keras.Model(square, MadeInside()(square))

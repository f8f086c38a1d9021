# about: a mismatch behind a condition on a tensor, inside a layer of the program's own, and
#     another one behind it
import tensorflow as tf
from tensorflow import keras


class Attention(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.query = keras.layers.Dense(units)
        self.key = keras.layers.Dense(units + 1)

    def call(self, x, training=None):
        if tf.reduce_sum(x) > 0:
            x = x * 2.0
        scores = tf.matmul(self.query(x), self.key(x), transpose_b=True)
        # hint: Dense (None, 5, 4) → (None, 5, 3) · 15
        # hint: Dense (None, 5, 4) → (None, 5, 4) · 20
#                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL108 error: Dimensions must be equal, but are 3 and 4: BatchMatMulV2 of (None, 5, 3), (None, 5, 4)
#                from: inputs = keras.Input((5, 4))
#                from: scores = Attention(3)(inputs)
        return tf.nn.softmax(scores)


inputs = keras.Input((5, 4))  # hint: InputLayer → (None, 5, 4)
scores = Attention(3)(inputs)  # hint: Attention fails
flat = keras.layers.Flatten()(scores)  # hint: Flatten fails
outputs = keras.layers.Dense(2)(flat)  # hint: Dense (None, ?) → (None, 2)
outputs = keras.layers.Conv1D(2, 3)(outputs)  # hint: Conv1D fails
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: `conv1d` (Conv1D) needs an input with at least 3 dimensions, but gets 2: (None, 2) from `dense_2`.
#         from: outputs = keras.layers.Dense(2)(flat)
model = keras.Model(inputs, outputs)
# model model: 35, not built

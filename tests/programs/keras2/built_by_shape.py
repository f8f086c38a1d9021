# about: model.build calls a subclassed model in Keras 2: all its layers are known, and what fails
#     in it is said
import tensorflow as tf


class Pair(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(4)
        self.unused = tf.keras.layers.Dense(5)
#                     ^^^^^^^^^^^^^^^^^^^^^^^^ KL202 warning: `dense_2` (Dense) is made here and never used.

    def call(self, inputs, training=False):
        a, b = inputs
        return tf.concat([self.left(a), self.right(b)], axis=-1)
        # hint: Dense (None, 6) → (None, 3) · 21
        # hint: Dense (None, 2) → (None, 4) · 12


model = Pair()  # hint: Pair (None, 6), (None, 2) → (None, 7) · 33
model.build([(None, 6), (None, 2)])
print(model.output_shape if model.outputs else "no graph")


class Wrong(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = tf.keras.layers.Conv2D(2, 3)

    def call(self, x):
        return self.conv(x)  # hint: Conv2D fails
#              ^^^^^^^^^^^^ KL101 error: `conv2d` (Conv2D) needs an input with at least 4 dimensions, but gets 2: (None, 8).
#              from: Wrong().build((None, 8))


Wrong().build((None, 8))  # hint: Wrong fails
deferred = tf.keras.Sequential([tf.keras.layers.Dense(2), tf.keras.layers.Dense(1)])
# hint: Dense (None, 3) → (None, 2) · 8
# hint: Dense (None, 2) → (None, 1) · 3
deferred.build((None, 3))
# model model: 33
# model wrong: ?
# model deferred: 11

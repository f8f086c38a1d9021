# about: conditions and loops on tensors, which Keras 2 would translate: every layer is seen, at
#     its place
import tensorflow as tf
from tensorflow import keras


class Clip(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(4)
        self.last = keras.layers.Dense(2)

    def call(self, x):
        x = self.first(x)  # hint: Dense (None, 3) → (None, 4) · 16; Dense (2, 3) → (2, 4) · 16
        if tf.reduce_max(x) > 1.0:
            x = x / tf.reduce_max(x)
        for _ in tf.range(3):
            x = x + 1.0
        return self.last(x)  # hint: Dense (None, 4) → (None, 2) · 10; Dense (2, 4) → (2, 2) · 10


model = Clip()
model(keras.Input((3,)))  # hint: InputLayer → (None, 3); Clip (None, 3) → (None, 2) · 26
print(model.count_params())
x = tf.ones((2, 3))
assert model(x).shape == (2, 2)  # hint: Clip (2, 3) → (2, 2) · 26
trained = tf.function(model)(x)
assert float(tf.reduce_sum(tf.abs(trained - model(x)))) < 1e-6  # hint: Clip (2, 3) → (2, 2) · 26
# model model: 26

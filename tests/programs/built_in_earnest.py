# about: a layer that makes variables of TensorFlow in `build`: where there are values, building it
#     by a trace may fail, and the call does it in earnest
import keras
import tensorflow as tf


class Scale(keras.layers.Layer):
    def build(self, input_shape):
        self.factor = tf.Variable(tf.random.uniform((input_shape[-1],)), name="factor")

    def call(self, x):
        return x * self.factor


class TwoScales(keras.Model):
    def __init__(self):
        super().__init__()
        self.coarse = Scale()
        self.fine = Scale()

    def call(self, x):
        return self.fine(self.coarse(x))
        # hint: Scale (4, 6) → (4, 6) · 0
        # hint: Scale (4, 6) → (4, 6) · 0


x = tf.ones((4, 6))
assert Scale()(x).shape == (4, 6)  # hint: Scale (4, 6) → (4, 6) · 0
scales = TwoScales()
assert scales(x).shape == (4, 6)  # hint: TwoScales (4, 6) → (4, 6) · 0
# model scales: 0

# about: the wrong arguments, one of them called shape, are no tensors that do not fit
import keras


class Scaled(keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight("scale", shape=(input_shape[-1],))
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: ValueError: `name` must be passed as a keyword argument. Received: add_weight('scale', ...). Use: add_weight(shape=..., name='scale').
#                    from: y = Scaled()(x)

    def call(self, x):
        return x * self.scale


def halves(x, shape):
    return keras.ops.reshape(x, shape)


x = keras.Input((4,))  # hint: InputLayer → (None, 4)
y = Scaled()(x)  # hint: Scaled fails
z = halves(x)
#   ^^^^^^^^^ KL601 error: TypeError: halves() missing 1 required positional argument: 'shape'

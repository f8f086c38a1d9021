# about: a weight whose shape is a number: what Keras says of it
import keras


class Scale(keras.layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=5)
#                    ^^^^^^^^^^^^^^^^^^^^^^^^ KL108 error: Cannot convert '5' to a shape.
#                    from: outputs = Scale()(keras.Input((3,)))
#                    from: outputs = Scale()(keras.Input((3,)))

    def call(self, inputs):
        return inputs


outputs = Scale()(keras.Input((3,)))  # hint: InputLayer → (None, 3); Scale fails

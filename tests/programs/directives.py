# about: directives: a command line, builders with arguments, and two that cannot be followed
import argparse

from keras import Input, Model, layers

# keras-lsp: argv --units 5
parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int, required=True)
units = parser.parse_args().units


def autoencoder(size, code):  # 層
    inputs = Input((size,))  # hint: InputLayer → (None, 8)
    return Model(inputs, layers.Dense(size)(layers.Dense(code)(inputs)))
    # hint: Dense (None, 8) → (None, 5) · 45
    # hint: Dense (None, 5) → (None, 8) · 48


class Head(Model):
    def __init__(self, classes):
        super().__init__()
        self.dense = layers.Dense(classes, "softmax")

    def call(self, inputs):
        return self.dense(inputs)  # hint: Dense (None, 6) → (None, 3) · 21


# keras-lsp: autoencoder(size=8, code=units)
層 = 1  # keras-lsp: Head(3)(keras.Input((6,)))
# hint: InputLayer → (None, 6)
# hint: Head (None, 6) → (None, 3) · 21
# keras-lsp: autoencoder(size=8)
#            ^^^^^^^^^^^^^^^^^^^ KL907 information: This directive failed: TypeError: autoencoder() missing 1 required positional argument: 'code'
# keras-lsp: layers.Dense(
#            ^^^^^^^^^^^^^ KL907 information: This directive failed: '(' was never closed
text = "# keras-lsp: nothing at all"
# model autoencoder(): 93
# model head: 21

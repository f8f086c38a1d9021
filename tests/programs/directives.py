import argparse

from keras import Input, Model, layers

# keras-lsp: argv --units 5
parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int, required=True)
units = parser.parse_args().units


def autoencoder(size, code):  # 層
    inputs = Input((size,))
    return Model(inputs, layers.Dense(size)(layers.Dense(code)(inputs)))


class Head(Model):
    def __init__(self, classes):
        super().__init__()
        self.dense = layers.Dense(classes, "softmax")

    def call(self, inputs):
        return self.dense(inputs)


# keras-lsp: autoencoder(size=8, code=units)
層 = 1  # keras-lsp: Head(3)(keras.Input((6,)))
# keras-lsp: autoencoder(size=8)
# keras-lsp: layers.Dense(
text = "# keras-lsp: nothing at all"

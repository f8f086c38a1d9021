# about: what is called or trained and fails before that is not said to be never called
import keras
import numpy as np
from keras import layers


def build_model(vocabulary, width):
    return keras.Sequential([layers.Embedding(len(vocabulary), width), layers.LSTM(4)])


def of_nobody(recipe):
#   ^^^^^^^^^ KL907 information: `of_nobody` is never called, and needs `recipe`.
    return keras.Sequential(recipe.layers)


class Net(keras.Model):
    def __init__(self, units=3):
        super().__init__()
        self.out = layers.Dense(units)

    def call(self, x):
        return self.out(x)


class Tagger(keras.Model):
#     ^^^^^^ KL907 information: `Tagger` is never called on an input. Say how in a comment, for instance `# keras-lsp: Tagger()(keras.Input((1,), dtype="string"))`.
    def __init__(self):
        super().__init__()
        self.words = layers.TextVectorization(output_sequence_length=9)
        self.out = layers.Embedding(10, 3)

    def call(self, x):
        return self.out(self.words(x))


class Trainer:
    def run(self):
        self.width = undefined_width
#                    ^^^^^^^^^^^^^^^ KL601 error: NameError: name 'undefined_width' is not defined
#                    from: trainer.run()
#                    from: main()
        self.net = Net(self.width)
        self.net(keras.Input((3,)))


def main():
    trainer = Trainer()
    trainer.run()
    build_model(["a"], 8)


if __name__ == "__main__":
    main()

tried = keras.Sequential([layers.Dense(2)])
tried.compile(loss="mse")
tried.fit(np.zeros((3, 2)), np.zeros((4, 2)))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL403 error: the arrays have different numbers of samples
# from: tried = keras.Sequential([layers.Dense(2)])
called = keras.Sequential([layers.Dense(2)])
called(undefined_tensor)
#      ^^^^^^^^^^^^^^^^ KL601 error: NameError: name 'undefined_tensor' is not defined
words = keras.Sequential([layers.StringLookup(vocabulary=["a"]), layers.Embedding(2, 2)])
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL907 information: `words` is never called on an input, so its shapes are not known. Say how in a comment, for instance `# keras-lsp: words(keras.Input((1,), dtype="string"))`.
fed = keras.Sequential([layers.Dense(2)])
fed.compile(loss="mse")
fed.fit(np.load("gone.npy"), np.zeros((4, 2)))
#       ^^^^^^^^^^^^^^^^^^^ KL901 information: 'gone.npy' does not exist


def with_defaults(units=3):
    return keras.Sequential([keras.Input((4,)), layers.Dense(units)])
    # hint: InputLayer → (None, 4)
    # hint: Dense (None, 4) → (None, 3) · 15


def fails():
    print(no_such_width)
#         ^^^^^^^^^^^^^ KL601 error: NameError: name 'no_such_width' is not defined
#         from: fails()
    with_defaults(5)


fails()
# model tried: ?
# model called: ?
# model words: ?
# model fed: ?
# model with_defaults(): 15

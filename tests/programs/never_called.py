import keras
import numpy as np
from keras import layers


def build_model(vocabulary, width):
    return keras.Sequential([layers.Embedding(len(vocabulary), width), layers.LSTM(4)])


def of_nobody(recipe):
    return keras.Sequential(recipe.layers)


class Net(keras.Model):
    def __init__(self, units=3):
        super().__init__()
        self.out = layers.Dense(units)

    def call(self, x):
        return self.out(x)


class Tagger(keras.Model):
    def __init__(self):
        super().__init__()
        self.words = layers.TextVectorization(output_sequence_length=9)
        self.out = layers.Embedding(10, 3)

    def call(self, x):
        return self.out(self.words(x))


class Trainer:
    def run(self):
        self.width = undefined_width
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
called = keras.Sequential([layers.Dense(2)])
called(undefined_tensor)
words = keras.Sequential([layers.StringLookup(vocabulary=["a"]), layers.Embedding(2, 2)])
fed = keras.Sequential([layers.Dense(2)])
fed.compile(loss="mse")
fed.fit(np.load("gone.npy"), np.zeros((4, 2)))


def with_defaults(units=3):
    return keras.Sequential([keras.Input((4,)), layers.Dense(units)])


def fails():
    print(no_such_width)
    with_defaults(5)


fails()

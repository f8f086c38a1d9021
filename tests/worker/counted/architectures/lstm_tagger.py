"""A tagger of words: two recurrent layers in both directions, and one cell written by hand."""

import keras
from keras import layers, ops


class Cell(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = self.state_size = units
        self.of_input = layers.Dense(units)
        self.of_state = layers.Dense(units, use_bias=False)

    def build(self, shape):
        self.of_input.build(shape)
        self.of_state.build((None, self.units))

    def call(self, x, states):
        state = ops.tanh(self.of_input(x) + self.of_state(states[0]))
        return state, [state]


words = keras.Input((40,), dtype="int32")
x = layers.Embedding(20000, 128)(words)
x = layers.Bidirectional(layers.LSTM(128, return_sequences=True))(x)
x = layers.Bidirectional(layers.GRU(64, return_sequences=True))(x)
x = layers.RNN(Cell(64), return_sequences=True)(x)
model = keras.Model(words, layers.TimeDistributed(layers.Dense(17, activation="softmax"))(x))

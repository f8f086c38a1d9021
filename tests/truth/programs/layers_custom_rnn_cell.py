"""A custom recurrent cell (minimal gated unit) used in keras.layers.RNN, stacked and bidirectional."""
import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable()
class MinimalGatedCell(layers.Layer):
    """One forget gate, otherwise like a GRU."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units
        self.output_size = units

    def build(self, input_shape):
        features = input_shape[-1]
        self.kernel = self.add_weight(
            shape=(features, 2 * self.units), initializer="glorot_uniform", name="kernel"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, 2 * self.units), initializer="orthogonal", name="recurrent_kernel"
        )
        self.bias = self.add_weight(shape=(2 * self.units,), initializer="zeros", name="bias")
        self.built = True

    def call(self, inputs, states):
        h = states[0]
        x_f, x_h = ops.split(ops.matmul(inputs, self.kernel) + self.bias, 2, axis=-1)
        u_f, u_h = ops.split(self.recurrent_kernel, 2, axis=-1)
        forget = ops.sigmoid(x_f + ops.matmul(h, u_f))
        candidate = ops.tanh(x_h + ops.matmul(forget * h, u_h))
        new_h = (1.0 - forget) * h + forget * candidate
        return new_h, [new_h]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.units), dtype=self.compute_dtype)]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def adding_problem(n, length, seed):
    """Sum of the two marked numbers in the sequence."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 1, (n, length))
    marks = np.zeros((n, length))
    for row in marks:
        row[rng.choice(length, 2, replace=False)] = 1.0
    x = np.stack([values, marks], axis=-1).astype("float32")
    y = (values * marks).sum(axis=1, keepdims=True).astype("float32")
    return x, y


def build_stacked(length):
    cells = [MinimalGatedCell(24), MinimalGatedCell(16)]
    inputs = keras.Input((length, 2))
    x = layers.RNN(cells)(inputs)
    return keras.Model(inputs, layers.Dense(1)(x), name="stacked")


def build_bidirectional(length):
    return keras.Sequential(
        [
            keras.Input((length, 2)),
            layers.Bidirectional(layers.RNN(MinimalGatedCell(16), return_sequences=True)),
            layers.RNN(MinimalGatedCell(16)),
            layers.Dense(1),
        ],
        name="bidirectional",
    )


def main():
    length = 10
    x, y = adding_problem(400, length, 0)
    x_val, y_val = adding_problem(100, length, 1)
    for build in (build_stacked, build_bidirectional):
        keras.utils.set_random_seed(0)
        model = build(length)
        model.compile(optimizer=keras.optimizers.Adam(1e-2), loss="mse", metrics=["mae"])
        model.fit(x, y, epochs=3, batch_size=40, verbose=0)
        scores = model.evaluate(x_val, y_val, verbose=0, return_dict=True)
        print(model.name, {k: round(v, 4) for k, v in scores.items()})

    # States can be asked for and given.
    rnn = layers.RNN(MinimalGatedCell(5), return_state=True, return_sequences=True)
    sequence, state = rnn(x[:3])
    again, _ = rnn(x[:3], initial_state=[state])
    print(sequence.shape, state.shape, again.shape)


if __name__ == "__main__":
    main()

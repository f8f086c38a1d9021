# about: layers that add losses of their own: `compile` needs none then, and `fit` no targets
import numpy as np
import keras
from keras import layers


class WithLoss(layers.Layer):
    def call(self, x):
        self.add_loss(keras.losses.MeanSquaredError()(x, x))
        return x


class Endpoint(layers.Layer):
    def __init__(self):
        super().__init__()
        self.loss = keras.losses.BinaryCrossentropy(from_logits=True)

    def call(self, logits, targets=None):
        if targets is not None:
            self.add_loss(self.loss(targets, logits))
        return keras.activations.sigmoid(logits)


class OfLayers(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)
        self.end = WithLoss()

    def call(self, x):
        return self.end(self.dense(x))
        # hint: Dense (None, 4) → (None, 3) · 15
        # hint: WithLoss (None, 3) → (None, 3) · 0


class OfItself(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x):
        y = self.dense(x)  # hint: Dense (None, 4) → (None, 3) · 15
        self.add_loss(keras.losses.MeanSquaredError()(y, y))
        return y


x = np.zeros((8, 4), "float32")
models = [
    OfLayers(),  # hint: OfLayers (None, 4) → (None, 3) · 15
    OfItself(),  # hint: OfItself (None, 4) → (None, 3) · 15
    keras.Sequential([keras.Input((4,)), layers.Dense(3), WithLoss()]),
    # hint: InputLayer → (None, 4)
    # hint: Dense (None, 4) → (None, 3) · 15
    # hint: WithLoss (None, 3) → (None, 3) · 0
    keras.Sequential([layers.Dense(3), WithLoss()]),
    # hint: Dense (None, 4) → (None, 3) · 15
    # hint: WithLoss (None, 3) → (None, 3) · 0
    keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.ActivityRegularization(0.1)]),
    # hint: InputLayer → (None, 4)
    # hint: Dense (None, 4) → (None, 3) · 15
    # hint: ActivityRegularization (None, 3) → (None, 3) · 0
    keras.Sequential([keras.Input((4,)), layers.Dense(3, activity_regularizer="l2")]),
    # hint: InputLayer → (None, 4)
    # hint: Dense (None, 4) → (None, 3) · 15
]
for model in models:
    model.compile("adam")
    model.fit(x, verbose=0)
    model.evaluate(x, verbose=0)
    model.train_on_batch(x)

inputs = keras.Input((4,), name="inputs")  # hint: InputLayer → (None, 4)
targets = keras.Input((1,), name="targets")  # hint: InputLayer → (None, 1)
model = keras.Model([inputs, targets], Endpoint()(layers.Dense(1)(inputs), targets))
# hint: Dense (None, 4) → (None, 1) · 5
# hint: Endpoint (None, 1), (None, 1) → (None, 1) · 0
model.compile("adam")
model.fit({"inputs": x, "targets": np.zeros((8, 1), "float32")}, verbose=0)

without = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 3) · 15
without.compile("adam")
without.fit(x)
#^^^^^^^^^^^^^ KL402 error: `model.fit`: there are no targets, but the loss needs some.
# from: without = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
# from: without.compile("adam")
without.evaluate(x)  # The same again.
# model of_layers: 15
# model of_itself: 15
# model sequential: 15
# model sequential_1: 15
# model sequential_2: 15
# model sequential_3: 15
# model model: 5
# model without: 15

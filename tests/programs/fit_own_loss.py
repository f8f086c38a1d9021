# about: a model with a loss of its own, and no targets
import keras
import numpy as np
from keras import ops


class Autoencoder(keras.Model):
    def __init__(self):
        super().__init__()
        self.code = keras.layers.Dense(2)
        self.back = keras.layers.Dense(6)

    def call(self, x):
        return self.back(self.code(x))
        # hint: Dense (None, 6) → (None, 2) · 14
        # hint: Dense (None, 2) → (None, 6) · 18

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(ops.square(x - y_pred))


model = Autoencoder()  # hint: Autoencoder (None, 6) → (None, 6) · 32
model.compile(optimizer="adam")
history = model.fit(np.zeros((8, 6)), epochs=2, verbose=0)
print(history.history["loss"][1])
# model model: 32

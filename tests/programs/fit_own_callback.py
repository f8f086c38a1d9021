# about: what a callback of the program collects is not known, and no error
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
class Losses(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.losses = []

    def on_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])


model.compile(loss="mse", optimizer="sgd")
losses = Losses()
model.fit(x, y, callbacks=[losses], verbose=0)
print(losses.losses[-1], np.mean(losses.losses))
# model model: 5

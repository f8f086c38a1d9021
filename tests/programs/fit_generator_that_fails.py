import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
x, y = np.zeros((8, 4)), np.zeros((8, 1))
def batches():
    while True:
        yield x[:2], y[:2].reshape(3, 1)


model.compile(loss="mse", optimizer="sgd")
model.fit(batches(), steps_per_epoch=3)

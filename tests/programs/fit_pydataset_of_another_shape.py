# about: a PyDataset whose batches the model cannot take
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return np.zeros((2, 5)), y[:2]


model.compile(loss="mse", optimizer="sgd")
batches = Batches()
model.fit(batches)
#^^^^^^^^^^^^^^^^^ KL401 error: (None, 5)
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# from: batches = Batches()
# model model: 5

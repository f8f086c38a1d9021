# about: batches from a PyDataset
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
        return x[:2], y[:2]


model.compile(loss="mse", optimizer="sgd")
history = model.fit(Batches(), epochs=2, validation_data=Batches(), verbose=0)
assert len(history.history["val_loss"]) == 2
assert history.params["steps"] == 3
print(model.evaluate(Batches(), verbose=0) + 1.0)
# model model: 5

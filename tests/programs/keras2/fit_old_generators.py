# about: fit_generator and its kin check one batch: right ones, wrong targets, a wrong width, a
#     wrong number
import numpy as np
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,), activation="softmax")])
# hint: Dense (None, 4) → (None, 3) · 15
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")])


def batches(width):
    while True:
        yield np.zeros((8, 4)), np.zeros((8, width))


history = model.fit_generator(batches(3), steps_per_epoch=2, epochs=3)
assert sorted(history.history) == ["accuracy", "auc", "loss"] and len(history.history["loss"]) == 3
model.fit_generator(batches(5), steps_per_epoch=2)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL402 error: `model.fit`: the targets have shape (None, 5); the output is (None, 3). Give the last layer 5 units.
# from: model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,), activation="softmax")])
# from: model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")])
assert len(model.evaluate_generator(batches(3), steps=1)) == 3
assert model.predict(np.zeros((7, 4))).shape == (7, 3)
assert len(model.train_on_batch(np.zeros((8, 4)), np.zeros((8, 3)))) == 3
model.train_on_batch(np.zeros((8, 5)), np.zeros((8, 3)))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: `model.train_on_batch`: the model cannot take data of shape (8, 5): it takes (None, 4).
# from: model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,), activation="softmax")])
model.fit(np.zeros((8, 4)), np.zeros((7, 3)))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL403 error: `model.fit`: the arrays have different numbers of samples: x has 8; y has 7.
# from: model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,), activation="softmax")])
# model model: 15

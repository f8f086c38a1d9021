import numpy as np
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,), activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")])


def batches(width):
    while True:
        yield np.zeros((8, 4)), np.zeros((8, width))


history = model.fit_generator(batches(3), steps_per_epoch=2, epochs=3)
assert sorted(history.history) == ["accuracy", "auc", "loss"] and len(history.history["loss"]) == 3
model.fit_generator(batches(5), steps_per_epoch=2)
assert len(model.evaluate_generator(batches(3), steps=1)) == 3
assert model.predict(np.zeros((7, 4))).shape == (7, 3)
assert len(model.train_on_batch(np.zeros((8, 4)), np.zeros((8, 3)))) == 3
model.train_on_batch(np.zeros((8, 5)), np.zeros((8, 3)))
model.fit(np.zeros((8, 4)), np.zeros((7, 3)))

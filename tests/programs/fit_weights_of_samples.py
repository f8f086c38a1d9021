# about: weights of samples and classes, a first epoch, a callback that logs the learning rate
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model.compile(loss="mse", optimizer="sgd", weighted_metrics=["mae"])
history = model.fit(
    x, y, sample_weight=np.ones(8), class_weight=None, validation_data=(x, y, np.ones(8)),
    initial_epoch=1, epochs=4, callbacks=[keras.callbacks.ReduceLROnPlateau()], verbose=0,
)
assert list(history.history) == ["loss", "mae", "val_loss", "val_mae", "learning_rate"]
assert history.epoch == [1, 2, 3]
assert history.params == {"verbose": 0, "epochs": 4, "steps": 1}
model.fit(x, y, class_weight={0: 1.0, 1: 2.0}, verbose=0)
# model model: 5

# about: Keras Tuner without the package: the model of the defaults is shown, and nothing is
#     searched for
import keras
import keras_tuner as kt
#^^^^^^^^^^^^^^^^^^^^^^^ KL901 [not tuners] information: The package 'keras_tuner' is not installed
import numpy as np
from keras import layers
from keras_tuner import HyperModel
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 [not tuners] information: The package 'keras_tuner' is not installed

x, y = np.zeros((8, 4)), np.zeros((8, 1))


class Hyper(HyperModel):
    def __init__(self, width):
        super().__init__()
        self.width = width

    def build(self, hp):
        model = keras.Sequential([keras.Input((self.width,))])
        # hint [not tuners]: InputLayer → (None, 4)
        # hint [not tuners]: InputLayer → (None, 4)
        # hint [tuners]: InputLayer → (None, 4)
        # hint [tuners]: InputLayer → (None, 4)
        # hint [tuners]: InputLayer → (None, 4)
        model.add(layers.Dense(hp.Int("units", 16, 64, step=16), activation=hp.Choice("act", ["relu", "tanh"])))
        # hint [not tuners]: Dense (None, 4) → (None, 16) · 80
        # hint [not tuners]: Dense (None, 4) → (None, 16) · 80
        # hint [tuners]: Dense (None, 4) → (None, 16) · 80
        # hint [tuners]: Dense (None, 4) → (None, 16) · 80
        # hint [tuners]: Dense (None, 4) → (None, 16) · 80
        model.add(layers.Dense(1))
        # hint [not tuners]: Dense (None, 16) → (None, 1) · 17
        # hint [not tuners]: Dense (None, 16) → (None, 1) · 17
        # hint [tuners]: Dense (None, 16) → (None, 1) · 17
        # hint [tuners]: Dense (None, 16) → (None, 1) · 17
        # hint [tuners]: Dense (None, 16) → (None, 1) · 17
        model.compile(keras.optimizers.Adam(hp.Float("lr", 1e-4, 1e-2, sampling="log")), "mse", metrics=["mae"])
        return model


tuner = kt.Hyperband(Hyper(4), objective="val_mae", max_epochs=30, overwrite=True, directory="gone")
tuner.search_space_summary()
tuner.search(x, y, epochs=30, validation_split=0.2, callbacks=[keras.callbacks.EarlyStopping()])
best = tuner.get_best_models(num_models=2)[0]
assert best.predict(x).shape == (8, 1)
tuner.results_summary()
chosen = tuner.get_best_hyperparameters(5)[0]
assert chosen.get("units") == 16
again = tuner.hypermodel.build(chosen)
history = again.fit(x, y, epochs=50, validation_split=0.2)
print(min(history.history["val_mae"]) + tuner.oracle.get_best_trials(1)[0].score)
# model best: 97
# model again: 97
# model [tuners] sequential: 97

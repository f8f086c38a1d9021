# about: `HyperModel.fit` and `Tuner.run_trial` of the program's own: the callbacks are a list, and
#     what only a trial would have found is not known
import keras
import keras_tuner as kt
#^^^^^^^^^^^^^^^^^^^^^^^ KL901 [not tuners] information: The package 'keras_tuner' is not installed
import numpy as np
from keras import layers


class Hyper(kt.HyperModel):
    def build(self, hp):
        return keras.Sequential([keras.Input((4,)), layers.Dense(hp.Int("units", 8, 32))])
        # hint [not tuners]: InputLayer → (None, 4)
        # hint [not tuners]: Dense (None, 4) → (None, 8) · 40
        # hint [tuners]: InputLayer → (None, 4)
        # hint [tuners]: Dense (None, 4) → (None, 8) · 40
        # hint [tuners]: InputLayer → (None, 4)
        # hint [tuners]: Dense (None, 4) → (None, 8) · 40

    def fit(self, hp, model, x, y, callbacks=None, **kwargs):
        model.compile("adam", "mse")
        for callback in callbacks:
            callback.set_model(model)
        return model.fit(x, y, **kwargs)


class Own(kt.RandomSearch):
    def run_trial(self, trial, **kwargs):
        return -trial.hyperparameters.Float("x", -1.0, 1.0)


tuner = kt.RandomSearch(Hyper(), objective="loss", max_trials=2)
tuner.search(np.zeros((8, 4)), np.zeros((8, 8)), verbose=0)
own = Own(max_trials=2, overwrite=True)
own.search()
print(own.get_best_hyperparameters()[0].get("x"))
# model sequential: 40
# model [tuners] sequential_1: 40

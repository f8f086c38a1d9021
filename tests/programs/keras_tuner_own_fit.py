# about: `HyperModel.fit` and `Tuner.run_trial` of the program's own: the callbacks are a list, and
#     what the trial asks for is among the best hyperparameters
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


def network(units):
    return keras.Sequential([keras.Input((4,)), layers.Dense(units)])
    # hint: InputLayer → (None, 4)
    # hint: Dense (None, 4) → (None, 3) · 15
    # hint: InputLayer → (None, 4)
    # hint: Dense (None, 4) → (None, 3) · 15


class Separate(kt.RandomSearch):
    def run_trial(self, trial, **kwargs):
        network(units=trial.hyperparameters.Int("units", 3, 9))
        return 1.0


class Own(kt.RandomSearch):
    def run_trial(self, trial, **kwargs):
        return -trial.hyperparameters.Float("x", -1.0, 1.0)


tuner = kt.RandomSearch(Hyper(), objective="loss", max_trials=2)
tuner.search(np.zeros((8, 4)), np.zeros((8, 8)), verbose=0)
own = Own(max_trials=2, overwrite=True)
own.search()
separate = Separate(max_trials=2, overwrite=True)
separate.search()
best = network(**separate.get_best_hyperparameters()[0].values)
print(own.get_best_hyperparameters()[0].get("x"))
# model sequential: 40
# model [not tuners] sequential_1: 15
# model best: 15
# model [tuners] sequential_1: 40
# model [tuners] sequential_2: 15

# about: builders that a tuner would call: tried with defaults, else the first or smallest choices
import keras
from keras import layers


def of_hp(hp, classes=3):
    inputs = keras.Input((28, 28, 1))  # hint: InputLayer → (None, 28, 28, 1)
    x = layers.Conv2D(hp.Int("filters", min_value=4, max_value=8, step=2), 3)(inputs)
    # hint: Conv2D (None, 28, 28, 1) → (None, 26, 26, 4) · 40
    with hp.conditional_scope("deep", [True]):
        if hp.Boolean("deep"):
            x = layers.Conv2D(99, 3)(x)
    x = layers.Dense(hp.Float("units", 5, 9, default=6), hp.Choice("act", ["relu", "tanh"]))(x)
    # hint: Dense (None, 26, 26, 4) → (None, 26, 26, 6) · 30
    x = layers.Dense(hp.get("units"))(layers.Flatten()(x))
    # hint: Flatten (None, 26, 26, 6) → (None, 4056) · 0
    # hint: Dense (None, 4056) → (None, 6) · 24342
    return keras.Model(inputs, layers.Dense(classes + hp.Fixed("more", 1))(x))
    # hint: Dense (None, 6) → (None, 4) · 28


class Hyper:
    def build(self, hp):
        inputs = keras.Input((5,))  # hint: InputLayer → (None, 5)
        return keras.Model(inputs, layers.LSTM(hp.Int("units", 2, 9))(inputs))  # hint: LSTM fails
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: `lstm` (LSTM) needs an input with 3 dimensions, but gets 2: (None, 5)
#                                  from: inputs = keras.Input((5,))


class NeedsMore:
    def __init__(self, shape):
        self.shape = shape

    def build(self, hp):
        return keras.Sequential([keras.Input(self.shape), layers.Dense(hp.Int("units", 2, 9))])


class Objective:
    def __init__(self, features):
        self.features = features

    def __call__(self, trial):
        units = trial.suggest_categorical("units", [7, 8])
        model = keras.Sequential([keras.Input((self.features,)), layers.Dense(units)])
        # hint: InputLayer → (None, 2)
        # hint: Dense (None, 2) → (None, 7) · 21
        model.compile(loss="no_loss_at_all")
        return 1 / trial.suggest_int("nothing", 0, 9)


objective = Objective(2)
# model of_hp(): 24440
# model Hyper.build(): 0, not built
# model sequential: 21

import keras
from keras import layers


def of_hp(hp, classes=3):
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(hp.Int("filters", min_value=4, max_value=8, step=2), 3)(inputs)
    with hp.conditional_scope("deep", [True]):
        if hp.Boolean("deep"):
            x = layers.Conv2D(99, 3)(x)
    x = layers.Dense(hp.Float("units", 5, 9, default=6), hp.Choice("act", ["relu", "tanh"]))(x)
    x = layers.Dense(hp.get("units"))(layers.Flatten()(x))
    return keras.Model(inputs, layers.Dense(classes + hp.Fixed("more", 1))(x))


class Hyper:
    def build(self, hp):
        inputs = keras.Input((5,))
        return keras.Model(inputs, layers.LSTM(hp.Int("units", 2, 9))(inputs))


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
        model.compile(loss="no_loss_at_all")
        return 1 / trial.suggest_int("nothing", 0, 9)


objective = Objective(2)

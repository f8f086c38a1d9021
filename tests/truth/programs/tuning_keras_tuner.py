"""Hyperparameter search with keras_tuner when it is installed together with tensorboard, otherwise a plain random search."""
import tempfile

import numpy as np
import keras
from keras import layers

try:
    import keras_tuner as kt
    import tensorboard  # noqa: F401  (the tuner writes its trials with it)
except ImportError:
    kt = None

rng = np.random.default_rng(5)
x = rng.normal(size=(300, 6)).astype("float32")
y = (x[:, :1] ** 2 - x[:, 1:2] + 0.1 * rng.normal(size=(300, 1))).astype("float32")
x_train, x_val = x[:240], x[240:]
y_train, y_val = y[:240], y[240:]


def make_network(units, dropout, lr):
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(units, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(units // 2, activation="relu"),
            layers.Dense(1),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(lr), loss="mse", metrics=["mae"])
    return model


def build_model(hp):
    return make_network(
        units=hp.Int("units", min_value=16, max_value=64, step=16),
        dropout=hp.Float("dropout", 0.0, 0.3, step=0.1),
        lr=hp.Choice("learning_rate", [1e-2, 1e-3]),
    )


def search_with_tuner():
    with tempfile.TemporaryDirectory() as directory:
        tuner = kt.RandomSearch(
            build_model,
            objective="val_loss",
            max_trials=3,
            directory=directory,
            project_name="demo",
            overwrite=True,
        )
        tuner.search(x_train, y_train, epochs=2, validation_data=(x_val, y_val), verbose=0)
        best = tuner.get_best_hyperparameters()[0]
        return best.values


def search_by_hand(n_trials=3):
    best = None
    for _ in range(n_trials):
        params = {
            "units": int(rng.choice([16, 32, 48, 64])),
            "dropout": float(rng.choice([0.0, 0.1, 0.2])),
            "learning_rate": float(rng.choice([1e-2, 1e-3])),
        }
        model = make_network(params["units"], params["dropout"], params["learning_rate"])
        history = model.fit(
            x_train, y_train, epochs=2, validation_data=(x_val, y_val), verbose=0
        )
        score = history.history["val_loss"][-1]
        if best is None or score < best[0]:
            best = (score, params)
    return best[1]


params = search_with_tuner() if kt is not None else search_by_hand()
print("best hyperparameters:", params)

final_model = make_network(params["units"], params["dropout"], params["learning_rate"])
final_model.fit(x, y, epochs=3, verbose=0)
mse, mae = final_model.evaluate(x_val, y_val, verbose=0)
print(f"mse {mse:.3f}, mae {mae:.3f}")

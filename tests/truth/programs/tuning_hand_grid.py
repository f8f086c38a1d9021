# Grid search over a few hyperparameters by hand, with itertools and clear_session between the trials.
import itertools
import json

import keras
import numpy as np
from keras import layers, optimizers, regularizers

GRID = {
    "units": [16, 32],
    "optimizer": ["adam", "sgd"],
    "l2": [1e-3],
}
LEARNING_RATES = {"adam": 5e-3, "sgd": 5e-2}


def make_moons(n, noise, seed):
    rng = np.random.default_rng(seed)
    t = rng.uniform(0, np.pi, n)
    y = rng.integers(0, 2, n)
    x0 = np.where(y == 0, np.cos(t), 1 - np.cos(t))
    x1 = np.where(y == 0, np.sin(t), 0.5 - np.sin(t))
    x = np.stack([x0, x1], axis=1) + rng.normal(scale=noise, size=(n, 2))
    return x.astype("float32"), y


def get_optimizer(name):
    if name == "adam":
        return optimizers.Adam(LEARNING_RATES[name])
    if name == "sgd":
        return optimizers.SGD(LEARNING_RATES[name], momentum=0.9)
    raise ValueError(f"unknown optimizer {name}")


def build(units, optimizer, l2):
    reg = regularizers.l2(l2) if l2 else None
    model = keras.Sequential(name=f"net_{units}")
    model.add(keras.Input(shape=(2,)))
    for _ in range(2):
        model.add(layers.Dense(units, activation="relu", kernel_regularizer=reg))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(optimizer=get_optimizer(optimizer), loss="binary_crossentropy", metrics=["accuracy"])
    return model


def trials(grid):
    keys = list(grid)
    for values in itertools.product(*(grid[k] for k in keys)):
        yield dict(zip(keys, values))


def main():
    x, y = make_moons(300, 0.1, 0)
    x_val, y_val = make_moons(100, 0.1, 1)
    results = []
    for params in trials(GRID):
        keras.backend.clear_session()
        keras.utils.set_random_seed(123)
        model = build(**params)
        history = model.fit(x, y, validation_data=(x_val, y_val), epochs=3, batch_size=32, verbose=0)
        best = max(history.history["val_accuracy"])
        results.append((best, params))
        print(f"{best:.3f}", json.dumps(params))

    best_score, best_params = max(results, key=lambda r: r[0])
    print("best:", best_score, best_params)
    final = build(**best_params)
    final.fit(np.concatenate([x, x_val]), np.concatenate([y, y_val]), epochs=3, batch_size=32, verbose=0)
    x_test, y_test = make_moons(100, 0.1, 2)
    print("test:", final.evaluate(x_test, y_test, verbose=0, return_dict=True))


if __name__ == "__main__":
    main()

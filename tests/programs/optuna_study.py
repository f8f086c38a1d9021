# about: Optuna without the package: the objective is tried once, with the smallest choices
import keras
import numpy as np
import optuna
#^^^^^^^^^^^^ KL901 information: The package 'optuna' is not installed
from keras import layers

x, y = np.zeros((8, 4)), np.zeros((8, 1))


def create_model(trial):
    model = keras.Sequential([keras.Input((4,))])
    # hint: InputLayer → (None, 4)
    # hint: InputLayer → (None, 4)
    for layer in range(trial.suggest_int("layers", 1, 3)):
        model.add(layers.Dense(trial.suggest_int(f"units_{layer}", 4, 128, log=True)))
        # hint: Dense (None, 4) → (None, 4) · 20
        # hint: Dense (None, 4) → (None, 4) · 20
    model.add(layers.Dropout(trial.suggest_float("rate", 0.2, 0.5)))
    # hint: Dropout (None, 4) → (None, 4) · 0
    # hint: Dropout (None, 4) → (None, 4) · 0
    model.add(layers.Dense(1))
    # hint: Dense (None, 4) → (None, 1) · 5
    # hint: Dense (None, 4) → (None, 1) · 5
    return model


def objective(trial):
    model = create_model(trial)
    model.compile(trial.suggest_categorical("optimizer", ["adam", "sgd"]), "mse")
    for epoch in range(100):
        history = model.fit(x, y, validation_split=0.2)
        trial.report(history.history["val_loss"][-1], epoch)
        if trial.should_prune():
            raise optuna.TrialPruned()
    if model.evaluate(x, y) > 0.1:
        raise optuna.TrialPruned()
    return model.evaluate(x, y)


study = optuna.create_study(direction="minimize", storage="sqlite:///gone.db", study_name="s")
study.optimize(objective, n_trials=10_000, n_jobs=-1)
assert study.best_params["units_0"] == 4
print(study.best_value, study.best_trial.value, len(study.trials))
best = create_model(study.best_trial)
if study.best_trial.value < 0.1:
    raise ValueError("this good without any training?")
database = optuna.storages.RDBStorage("sqlite:///gone.db", engine_kwargs={})
again = optuna.create_study(study_name="s", storage=database, load_if_exists=True)
again.optimize(lambda trial: trial.suggest_float("x", 1, 2), n_trials=1)
# model sequential: 25
# model best: 25

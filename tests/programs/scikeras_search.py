# about: scikeras and scikit-learn without the packages: the builder is tried with what the wrapper
#     was given
import keras
import numpy as np
from keras import layers
from scikeras.wrappers import KerasClassifier
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 [not tuners] information: The package 'scikeras' is not installed
from sklearn.model_selection import GridSearchCV, cross_val_score
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 [not tuners] information: The package 'sklearn' is not installed

x, y = np.zeros((60, 4)), np.arange(60) % 2


def create_model(hidden, rate=0.1):
    model = keras.Sequential([keras.Input((4,)), layers.Dense(hidden), layers.Dropout(rate)])
    # hint [not tuners]: InputLayer → (None, 4)
    # hint [not tuners]: Dense (None, 4) → (None, 8) · 40
    # hint [not tuners]: Dropout (None, 8) → (None, 8) · 0
    # hint [tuners]: InputLayer → (None, 4)
    # hint [tuners]: Dense (None, 4) → (None, 16) · 80
    # hint [tuners]: Dropout (None, 16) → (None, 16) · 0
    # hint [tuners]: InputLayer → (None, 4)
    # hint [tuners]: Dense (None, 4) → (None, 8) · 40
    # hint [tuners]: Dropout (None, 8) → (None, 8) · 0
    model.add(layers.Dense(1, activation="sigmoid"))
    # hint [not tuners]: Dense (None, 8) → (None, 1) · 9
    # hint [tuners]: Dense (None, 16) → (None, 1) · 17
    # hint [tuners]: Dense (None, 8) → (None, 1) · 9
    model.compile("adam", "binary_crossentropy")
    return model


classifier = KerasClassifier(model=create_model, hidden=8, epochs=200, verbose=0)
grid = GridSearchCV(classifier, {"hidden": [16, 32], "model__rate": [0.1, 0.2]}, cv=10, n_jobs=-1)
found = grid.fit(x, y)
print(f"{found.best_score_:.2f}", found.best_params_)
for mean, chosen in zip(found.cv_results_["mean_test_score"], found.cv_results_["params"]):
    print("%f with %r" % (mean, chosen))
assert cross_val_score(classifier, x, y, cv=20).mean() > 0.5
best = found.best_estimator_.model_
# model [not tuners] create_model(): 49
# model [tuners] best: 97
# model [tuners] sequential_1: 49

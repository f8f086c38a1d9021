"""Stratified K-fold cross-validation of a small network with scikit-learn utilities."""
import numpy as np
from sklearn.datasets import make_classification
from sklearn.metrics import classification_report
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.preprocessing import StandardScaler

from tensorflow import keras
from tensorflow.keras.callbacks import EarlyStopping
from tensorflow.keras.layers import Dense, Dropout, Input
from tensorflow.keras.models import Sequential
from tensorflow.keras.utils import to_categorical

SEED = 42
N_CLASSES = 3
keras.utils.set_random_seed(SEED)

X, y = make_classification(
    n_samples=360,
    n_features=12,
    n_informative=8,
    n_classes=N_CLASSES,
    random_state=SEED,
)
X_dev, X_holdout, y_dev, y_holdout = train_test_split(
    X, y, test_size=0.2, stratify=y, random_state=SEED
)


def build_model(input_dim):
    model = Sequential()
    model.add(Input(shape=(input_dim,)))
    model.add(Dense(32, activation="relu"))
    model.add(Dropout(0.2))
    model.add(Dense(16, activation="relu"))
    model.add(Dense(N_CLASSES, activation="softmax"))
    model.compile(
        loss="categorical_crossentropy",
        optimizer=keras.optimizers.Adam(learning_rate=0.005),
        metrics=["accuracy"],
    )
    return model


kfold = StratifiedKFold(n_splits=2, shuffle=True, random_state=SEED)
cv_scores = []
models = []

for fold, (train_idx, val_idx) in enumerate(kfold.split(X_dev, y_dev), start=1):
    # The scaler must only see the training part of the fold.
    scaler = StandardScaler().fit(X_dev[train_idx])
    x_tr, x_va = scaler.transform(X_dev[train_idx]), scaler.transform(X_dev[val_idx])
    y_tr = to_categorical(y_dev[train_idx], num_classes=N_CLASSES)
    y_va = to_categorical(y_dev[val_idx], num_classes=N_CLASSES)

    model = build_model(x_tr.shape[1])
    early = EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)
    model.fit(
        x_tr,
        y_tr,
        validation_data=(x_va, y_va),
        epochs=5,
        batch_size=32,
        callbacks=[early],
        verbose=0,
    )
    loss, acc = model.evaluate(x_va, y_va, verbose=0)
    print(f"fold {fold}: loss {loss:.3f} accuracy {acc:.3f}")
    cv_scores.append(acc * 100)
    models.append((scaler, model))

print("%.2f%% (+/- %.2f%%)" % (np.mean(cv_scores), np.std(cv_scores)))

# Average the probabilities of all fold models on the hold-out set.
probabilities = np.mean(
    [m.predict(s.transform(X_holdout), verbose=0) for s, m in models], axis=0
)
y_pred = probabilities.argmax(axis=1)
print(classification_report(y_holdout, y_pred, zero_division=0))

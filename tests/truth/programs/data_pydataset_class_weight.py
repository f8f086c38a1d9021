"""keras.utils.PyDataset that builds balanced batches on the fly, and class_weight for imbalanced arrays."""
import math

import keras
import numpy as np
from keras import layers


def make_imbalanced(n, seed, positive_rate=0.12):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < positive_rate).astype("int32")
    x = rng.normal(size=(n, 8)).astype("float32")
    x[y == 1, :3] += 1.2
    return x, y


class NoisyBatches(keras.utils.PyDataset):
    """Yields shuffled batches with a bit of noise on the features."""

    def __init__(self, x, y, batch_size, noise=0.05, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y = x, y
        self.batch_size = batch_size
        self.noise = noise
        self.rng = np.random.default_rng(seed)
        self.order = self.rng.permutation(len(x))

    def __len__(self):
        return math.ceil(len(self.x) / self.batch_size)

    def __getitem__(self, idx):
        low = idx * self.batch_size
        high = min(low + self.batch_size, len(self.x))
        rows = self.order[low:high]
        features = self.x[rows]
        features = features + self.noise * self.rng.normal(size=features.shape)
        return features.astype("float32"), self.y[rows]

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.x))


def build_model(output_bias=None):
    if output_bias is not None:
        output_bias = keras.initializers.Constant(output_bias)
    model = keras.Sequential(
        [
            keras.Input(shape=(8,)),
            layers.Dense(16, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(1, activation="sigmoid", bias_initializer=output_bias or "zeros"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=5e-3),
        loss=keras.losses.BinaryCrossentropy(),
        metrics=[
            keras.metrics.TruePositives(name="tp"),
            keras.metrics.FalsePositives(name="fp"),
            keras.metrics.Precision(name="precision"),
            keras.metrics.Recall(name="recall"),
            keras.metrics.AUC(name="auc"),
        ],
    )
    return model


def main():
    x, y = make_imbalanced(800, 0)
    x_val, y_val = make_imbalanced(200, 1)
    neg, pos = np.bincount(y)
    total = neg + pos
    print(f"Examples: total {total}, positive {pos} ({100 * pos / total:.1f}%)")

    # Scaling by total / 2 keeps the loss to a similar magnitude.
    class_weight = {0: (1 / neg) * (total / 2.0), 1: (1 / pos) * (total / 2.0)}

    plain = build_model(output_bias=np.log(pos / neg))
    train_gen = NoisyBatches(x, y, batch_size=64, workers=1)
    plain.fit(train_gen, validation_data=(x_val, y_val), epochs=2, verbose=2)

    weighted = build_model()
    weighted.fit(
        x,
        y,
        batch_size=64,
        epochs=2,
        class_weight=class_weight,
        validation_data=(x_val, y_val),
        verbose=2,
    )
    for name, model in (("plain", plain), ("weighted", weighted)):
        r = model.evaluate(x_val, y_val, verbose=0, return_dict=True)
        print(name, {k: round(r[k], 3) for k in ("precision", "recall", "auc")})


if __name__ == "__main__":
    main()

# Own loss classes (focal loss, asymmetric loss), own metric classes, and plain functions as metrics.
import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable(package="demo")
class BinaryFocal(keras.losses.Loss):
    def __init__(
        self, gamma=2.0, alpha=0.25, reduction="sum_over_batch_size", name="binary_focal"
    ):
        super().__init__(reduction=reduction, name=name)
        self.gamma = gamma
        self.alpha = alpha

    def call(self, y_true, y_pred):
        y_true = ops.cast(y_true, y_pred.dtype)
        y_pred = ops.clip(y_pred, 1e-6, 1.0 - 1e-6)
        p_t = y_true * y_pred + (1 - y_true) * (1 - y_pred)
        a_t = y_true * self.alpha + (1 - y_true) * (1 - self.alpha)
        return ops.mean(-a_t * ops.power(1 - p_t, self.gamma) * ops.log(p_t), axis=-1)

    def get_config(self):
        return {**super().get_config(), "gamma": self.gamma, "alpha": self.alpha}


@keras.saving.register_keras_serializable(package="demo")
class F1(keras.metrics.Metric):
    """F1 of the positive class, accumulated over all batches."""

    def __init__(self, threshold=0.5, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold = threshold
        self.tp = self.add_weight(shape=(), initializer="zeros", name="tp")
        self.fp = self.add_weight(shape=(), initializer="zeros", name="fp")
        self.fn = self.add_weight(shape=(), initializer="zeros", name="fn")

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true = ops.cast(y_true, "float32")
        hit = ops.cast(y_pred > self.threshold, "float32")
        weight = 1.0
        if sample_weight is not None:
            weight = ops.reshape(ops.cast(sample_weight, "float32"), (-1, 1))
        self.tp.assign_add(ops.sum(weight * y_true * hit))
        self.fp.assign_add(ops.sum(weight * (1 - y_true) * hit))
        self.fn.assign_add(ops.sum(weight * y_true * (1 - hit)))

    def result(self):
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn + keras.config.epsilon())

    def reset_state(self):
        for v in (self.tp, self.fp, self.fn):
            v.assign(0.0)

    def get_config(self):
        return {**super().get_config(), "threshold": self.threshold}


def specificity(y_true, y_pred):
    y_true = ops.cast(y_true, "float32")
    negative = 1.0 - y_true
    rejected = ops.cast(y_pred <= 0.5, "float32")
    return ops.sum(negative * rejected) / (ops.sum(negative) + 1e-7)


def make_data(n=500, seed=9):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 10)).astype("float32")
    score = x[:, 0] + x[:, 1] * x[:, 2]
    y = (score > 1.2).astype("int32")  # rare positives
    return x, y.reshape(-1, 1)


def main():
    x, y = make_data()
    model = keras.Sequential(
        [
            keras.Input(shape=(10,)),
            layers.Dense(32, activation="relu"),
            layers.Dense(32, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer="adam",
        loss=BinaryFocal(gamma=1.5),
        metrics=[F1(), specificity, keras.metrics.AUC(curve="PR", name="pr_auc")],
    )
    model.fit(x, y, validation_split=0.2, epochs=4, batch_size=32, verbose=2)

    # The metric can be used on its own as well.
    f1 = F1(threshold=0.3)
    f1.update_state(y, model.predict(x, verbose=0))
    print("F1 at 0.3:", float(f1.result()))

    loss = BinaryFocal.from_config(BinaryFocal(gamma=3.0).get_config())
    print("focal value:", float(loss(y[:8], model(x[:8]))))


if __name__ == "__main__":
    main()

"""A Trainer class whose train and test steps are tf.function methods, with unbuilt Sequential model."""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from tensorflow.keras import Sequential
from tensorflow.keras.layers import BatchNormalization, Dense, Dropout
from tensorflow.keras.losses import CategoricalCrossentropy
from tensorflow.keras.metrics import CategoricalAccuracy, Mean
from tensorflow.keras.optimizers import SGD


@dataclass
class Config:
    epochs: int = 3
    batch_size: int = 25
    lr: float = 0.05
    momentum: float = 0.9
    classes: int = 4


class Trainer:
    def __init__(self, model, config):
        self.model = model
        self.config = config
        self.optimizer = SGD(config.lr, momentum=config.momentum, nesterov=True)
        self.loss_object = CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
        self.train_loss = Mean(name="train_loss")
        self.train_accuracy = CategoricalAccuracy(name="train_accuracy")
        self.test_loss = Mean(name="test_loss")
        self.test_accuracy = CategoricalAccuracy(name="test_accuracy")

    @tf.function
    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            predictions = self.model(x, training=True)
            loss = self._loss(y, predictions)
        variables = self.model.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.train_loss(loss)
        self.train_accuracy(y, predictions)

    @tf.function
    def test_step(self, x, y):
        predictions = self.model(x, training=False)
        self.test_loss(self._loss(y, predictions))
        self.test_accuracy(y, predictions)

    def _loss(self, y, predictions):
        return self.loss_object(y, predictions)

    def reset(self):
        for m in (self.train_loss, self.train_accuracy, self.test_loss, self.test_accuracy):
            m.reset_state()

    def fit(self, train_ds, test_ds):
        history = []
        for epoch in range(self.config.epochs):
            self.reset()
            for x, y in train_ds:
                self.train_step(x, y)
            for x, y in test_ds:
                self.test_step(x, y)
            history.append(float(self.test_loss.result()))
            print(
                f"Epoch {epoch + 1}, "
                f"Loss: {float(self.train_loss.result()):.3f}, "
                f"Accuracy: {float(self.train_accuracy.result()) * 100:.1f}, "
                f"Test Loss: {float(self.test_loss.result()):.3f}, "
                f"Test Accuracy: {float(self.test_accuracy.result()) * 100:.1f}"
            )
        return history


def blobs(n, classes, seed):
    rng = np.random.default_rng(seed)
    centers = np.array([[2, 2, 0], [-2, 2, 1], [2, -2, -1], [-2, -2, 0]], dtype="float32")
    idx = rng.integers(0, classes, n)
    x = centers[idx] + rng.normal(scale=0.8, size=(n, 3)).astype("float32")
    return x.astype("float32"), tf.one_hot(idx, classes).numpy()


if __name__ == "__main__":
    cfg = Config()
    train = tf.data.Dataset.from_tensor_slices(blobs(300, cfg.classes, 0)).batch(cfg.batch_size)
    test = tf.data.Dataset.from_tensor_slices(blobs(100, cfg.classes, 1)).batch(cfg.batch_size)

    model = Sequential()
    model.add(Dense(32, activation="relu"))
    model.add(BatchNormalization())
    model.add(Dropout(0.3))
    model.add(Dense(cfg.classes))

    losses = Trainer(model, cfg).fit(train, test)
    print("final test loss", losses[-1])

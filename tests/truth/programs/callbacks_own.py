"""Several own callbacks: learning-rate log with warm-up, prediction collector, hand-written early stopping, timing."""
import time

import numpy as np
from keras import Input, Sequential
from keras.callbacks import Callback, LambdaCallback, TerminateOnNaN
from keras.layers import Dense
from keras.optimizers import SGD


class WarmupAndLog(Callback):
    """Linear warm-up over the first batches; keeps every learning rate that was used."""

    def __init__(self, target_lr, warmup_steps):
        super().__init__()
        self.target_lr = target_lr
        self.warmup_steps = warmup_steps
        self.step = 0
        self.lrs = []

    def on_train_batch_begin(self, batch, logs=None):
        if self.step < self.warmup_steps:
            self.model.optimizer.learning_rate = self.target_lr * (self.step + 1) / self.warmup_steps
        self.step += 1
        self.lrs.append(float(self.model.optimizer.learning_rate))


class CollectPredictions(Callback):
    def __init__(self, x, y):
        super().__init__()
        self.x = x
        self.y = y
        self.history = []

    def on_epoch_end(self, epoch, logs=None):
        pred = self.model.predict(self.x, verbose=0)
        self.history.append(pred[:, 0])
        if logs is not None:
            logs["probe_rmse"] = float(np.sqrt(np.mean((pred - self.y) ** 2)))


class StopWhenFlat(Callback):
    """Stop when the loss did not improve, and put the best weights back."""

    def __init__(self, patience=2, min_delta=1e-4):
        super().__init__()
        self.patience = patience
        self.min_delta = min_delta
        self.best_weights = None

    def on_train_begin(self, logs=None):
        self.wait = 0
        self.stopped_epoch = 0
        self.best = np.inf

    def on_epoch_end(self, epoch, logs=None):
        current = logs["val_loss"]
        if current < self.best - self.min_delta:
            self.best = current
            self.wait = 0
            self.best_weights = self.model.get_weights()
            return
        self.wait += 1
        if self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)
        if self.stopped_epoch > 0:
            print(f"stopped in epoch {self.stopped_epoch + 1}")


class Timer(Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        print(f"  epoch {epoch + 1} took {time.perf_counter() - self.start:.2f}s")


rng = np.random.default_rng(0)
x = rng.uniform(-1, 1, size=(400, 2)).astype("float32")
y = (np.sin(3 * x[:, :1]) + x[:, 1:] ** 2).astype("float32")
probe_x, probe_y = x[:10], y[:10]

model = Sequential([Input((2,)), Dense(32, activation="tanh"), Dense(1)])
model.compile(optimizer=SGD(learning_rate=0.01, momentum=0.9), loss="mse")

lr_log = WarmupAndLog(target_lr=0.05, warmup_steps=10)
collector = CollectPredictions(probe_x, probe_y)
epoch_printer = LambdaCallback(
    on_epoch_end=lambda epoch, logs: print(f"  loss={logs['loss']:.4f} val_loss={logs['val_loss']:.4f}")
)

history = model.fit(
    x,
    y,
    validation_split=0.25,
    epochs=6,
    batch_size=30,
    callbacks=[lr_log, collector, StopWhenFlat(), Timer(), epoch_printer, TerminateOnNaN()],
    verbose=0,
)
print("first learning rates", np.round(lr_log.lrs[:4], 4), "last", lr_log.lrs[-1])
print("collected", np.stack(collector.history).shape, "best val_loss", min(history.history["val_loss"]))

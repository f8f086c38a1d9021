"""Forecasting with timeseries_dataset_from_array and a LSTM with recurrent dropout."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

# Hourly-like series: temperature depends on the hour and on a slow trend.
rng = np.random.default_rng(0)
hours = np.arange(1500)
temperature = 10 + 8 * np.sin(2 * np.pi * hours / 24) + rng.normal(scale=0.8, size=hours.size)
pressure = 1000 + 5 * np.cos(2 * np.pi * hours / 72) + rng.normal(scale=0.5, size=hours.size)
raw_data = np.stack([temperature, pressure], axis=1)

num_train_samples = int(0.6 * len(raw_data))
num_val_samples = int(0.2 * len(raw_data))

mean = raw_data[:num_train_samples].mean(axis=0)
std = raw_data[:num_train_samples].std(axis=0)
data = ((raw_data - mean) / std).astype("float32")
target = data[:, 0]

sampling_rate = 2
sequence_length = 24
delay = sampling_rate * (sequence_length + 6 - 1)
batch_size = 64


def make(start, end, shuffle):
    return keras.utils.timeseries_dataset_from_array(
        data[:-delay],
        targets=target[delay:],
        sampling_rate=sampling_rate,
        sequence_length=sequence_length,
        shuffle=shuffle,
        batch_size=batch_size,
        start_index=start,
        end_index=end,
    )


train_dataset = make(0, num_train_samples, True)
val_dataset = make(num_train_samples, num_train_samples + num_val_samples, False)
test_dataset = make(num_train_samples + num_val_samples, None, False)

for samples, targets in train_dataset.take(1):
    print("samples shape:", samples.shape, "targets shape:", targets.shape)


def evaluate_naive_method(dataset):
    """The prediction is the last known temperature."""
    total_abs_err, samples_seen = 0.0, 0
    for samples, targets in dataset:
        preds = samples[:, -1, 0]
        total_abs_err += np.sum(np.abs(preds - targets))
        samples_seen += samples.shape[0]
    return total_abs_err / samples_seen


print(f"Naive validation MAE: {evaluate_naive_method(val_dataset):.3f}")

inputs = keras.Input(shape=(sequence_length, data.shape[-1]))
x = layers.LSTM(16, recurrent_dropout=0.1)(inputs)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.RMSprop(5e-3), loss="mse", metrics=["mae"])
history = model.fit(
    train_dataset,
    epochs=3,
    validation_data=val_dataset,
    callbacks=[keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)],
    verbose=2,
)
print(f"Test MAE: {model.evaluate(test_dataset, verbose=0)[1]:.3f}")

# Back to degrees for the first test batch.
samples, targets = next(iter(test_dataset))
forecast = model.predict(samples, verbose=0)[:, 0] * std[0] + mean[0]
print("forecast", np.round(forecast[:4], 1), "truth", np.round(targets[:4].numpy() * std[0] + mean[0], 1))

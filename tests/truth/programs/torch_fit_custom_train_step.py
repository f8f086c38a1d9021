"""fit on the PyTorch backend: once with a DataLoader and compile, once with an overridden train_step."""
import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from keras import layers


class CustomModel(keras.Model):
    def train_step(self, data):
        x, y = data

        # Call torch.nn.Module.zero_grad() to clear the leftover gradients of the previous step.
        self.zero_grad()
        y_pred = self(x, training=True)
        loss = self.compute_loss(y=y, y_pred=y_pred)
        loss.backward()

        trainable_weights = [v for v in self.trainable_weights]
        gradients = [v.value.grad for v in trainable_weights]
        with torch.no_grad():
            self.optimizer.apply(gradients, trainable_weights)

        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


def sequences(n, seed):
    """Does the sum of the sequence grow above zero at any time?"""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 15, 1)).astype("float32")
    y = (np.cumsum(x[:, :, 0], axis=1).max(axis=1) > 2.0).astype("float32")
    return x, y[:, None]


def build(model_class):
    inputs = keras.Input(shape=(15, 1))
    x = layers.Conv1D(8, 3, padding="causal", activation="relu")(inputs)
    x = layers.GRU(12)(x)
    outputs = layers.Dense(1, activation="sigmoid")(x)
    return model_class(inputs, outputs)


def main():
    keras.utils.set_random_seed(4)
    x, y = sequences(320, 0)
    x_val, y_val = sequences(96, 1)
    train_loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y)),
        batch_size=32,
        shuffle=True,
    )

    model = build(keras.Model)
    model.compile(
        optimizer=keras.optimizers.Adam(5e-3),
        loss=keras.losses.BinaryCrossentropy(),
        metrics=[keras.metrics.BinaryAccuracy(name="acc")],
    )
    model.fit(train_loader, epochs=2, validation_data=(x_val, y_val), verbose=2)

    custom = build(CustomModel)
    custom.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    custom.fit(
        x,
        y,
        batch_size=32,
        epochs=2,
        callbacks=[keras.callbacks.EarlyStopping(monitor="loss", patience=1)],
        verbose=2,
    )
    print(custom.evaluate(x_val, y_val, verbose=0, return_dict=True))
    print(custom.predict(x_val[:3], verbose=0).ravel())


if __name__ == "__main__":
    main()

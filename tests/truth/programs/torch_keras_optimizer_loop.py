# PyTorch backend, hand-written loop with Keras loss, metrics and a Keras optimizer; module that mixes torch and keras parts.
import os

os.environ["KERAS_BACKEND"] = "torch"

import numpy as np
import torch
import keras
from keras import layers, ops


class GatedMLP(keras.Model):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.value = layers.Dense(units)
        self.gate = layers.Dense(units, activation="sigmoid")
        self.norm = layers.LayerNormalization()
        self.out = layers.Dense(1)

    def call(self, inputs):
        h = self.norm(self.value(inputs) * self.gate(inputs))
        return self.out(ops.relu(h))


class Ensemble(torch.nn.Module):
    """A torch module made of Keras models and one torch layer."""

    def __init__(self, n_members):
        super().__init__()
        self.members = torch.nn.ModuleList([GatedMLP(16) for _ in range(n_members)])
        self.mix = torch.nn.Linear(n_members, 1)

    def forward(self, x):
        return self.mix(torch.cat([m(x) for m in self.members], dim=1))


def make_data(n, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 5)).astype("float32")
    y = np.where(x[:, :1] > 0, x[:, 1:2], -x[:, 2:3])
    return torch.from_numpy(x), torch.from_numpy(y.astype("float32"))


def loader(n, seed):
    data = torch.utils.data.TensorDataset(*make_data(n, seed))
    return torch.utils.data.DataLoader(data, batch_size=50, shuffle=True)


def train_with_keras_optimizer(epochs=3):
    model = GatedMLP(32)
    optimizer = keras.optimizers.Adam(learning_rate=1e-2)
    loss_fn = keras.losses.MeanSquaredError()
    mae = keras.metrics.MeanAbsoluteError()
    for epoch in range(epochs):
        for inputs, targets in loader(400, 0):
            pred = model(inputs)
            loss = loss_fn(targets, pred)

            model.zero_grad()
            trainable_weights = [v for v in model.trainable_weights]
            loss.backward()
            gradients = [v.value.grad for v in trainable_weights]

            with torch.no_grad():
                optimizer.apply(gradients, trainable_weights)
            mae.update_state(targets, pred.detach())
        print(f"keras optimizer, epoch {epoch}: mae {float(mae.result()):.4f}")
        mae.reset_state()
    return model


def train_torch_module(epochs=2):
    ensemble = Ensemble(3)
    # One forward pass creates the Keras weights, so that parameters() is complete.
    ensemble(make_data(2, 0)[0])
    optimizer = torch.optim.AdamW(ensemble.parameters(), lr=1e-2, weight_decay=1e-4)
    criterion = torch.nn.SmoothL1Loss()
    for epoch in range(epochs):
        ensemble.train()
        losses = []
        for inputs, targets in loader(400, 1):
            optimizer.zero_grad()
            loss = criterion(ensemble(inputs), targets)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(ensemble.parameters(), max_norm=1.0)
            optimizer.step()
            losses.append(loss.item())
        print(f"torch module, epoch {epoch}: loss {np.mean(losses):.4f}")
    return ensemble


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    model = train_with_keras_optimizer()
    ensemble = train_torch_module()
    x_test, y_test = make_data(100, 9)
    with torch.no_grad():
        first = torch.mean((model(x_test) - y_test) ** 2)
        ensemble.eval()
        second = torch.mean((ensemble(x_test) - y_test) ** 2)
    print(f"test mse: single {first.item():.4f}, ensemble {second.item():.4f}")

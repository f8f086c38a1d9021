"""Keras layers with the PyTorch backend: DataLoader, loss.backward() and a torch optimizer."""
import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from keras import layers


def get_model():
    return keras.Sequential(
        [
            keras.Input(shape=(20, 20, 1)),
            layers.Conv2D(8, kernel_size=3, activation="relu"),
            layers.MaxPooling2D(pool_size=2),
            layers.Conv2D(16, kernel_size=3, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(4),
        ]
    )


def make_data(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 4, n)
    x = rng.integers(0, 90, (n, 20, 20)).astype("float32")
    for i, k in enumerate(y):
        r, c = 10 * (k // 2), 10 * (k % 2)
        x[i, r + 2 : r + 8, c + 2 : c + 8] += 140
    return (x / 255.0)[..., None], y


def get_loader(n, seed, shuffle):
    x, y = make_data(n, seed)
    dataset = torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
    return torch.utils.data.DataLoader(dataset, batch_size=32, shuffle=shuffle)


def train(model, train_loader, num_epochs, optimizer, loss_fn):
    for epoch in range(num_epochs):
        running_loss = 0.0
        for batch_idx, (inputs, targets) in enumerate(train_loader):
            # Forward pass
            outputs = model(inputs, training=True)
            loss = loss_fn(outputs, targets)

            # Backward and optimize
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        print(f"Epoch [{epoch + 1}/{num_epochs}], Loss: {running_loss / len(train_loader):.4f}")


@torch.no_grad()
def evaluate(model, loader):
    correct = total = 0
    for inputs, targets in loader:
        predicted = model(inputs, training=False).argmax(dim=1).cpu()
        correct += (predicted == targets).sum().item()
        total += len(targets)
    return correct / total


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    torch_model = get_model()
    optimizer = torch.optim.Adam(torch_model.parameters(), lr=3e-3)
    loss_fn = torch.nn.CrossEntropyLoss()

    train_loader = get_loader(320, 0, shuffle=True)
    test_loader = get_loader(96, 1, shuffle=False)
    train(torch_model, train_loader, num_epochs=2, optimizer=optimizer, loss_fn=loss_fn)
    print(f"Accuracy: {evaluate(torch_model, test_loader):.3f}")

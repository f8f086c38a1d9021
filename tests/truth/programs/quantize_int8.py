"""Train a float model, quantize it to int8 after training and compare accuracy and weights."""
import numpy as np
import keras
from keras import layers


def make_blobs(n, seed):
    rng = np.random.default_rng(seed)
    centers = np.random.default_rng(99).normal(scale=3.0, size=(5, 16))
    y = rng.integers(0, 5, n)
    x = centers[y] + rng.normal(size=(n, 16))
    return x.astype("float32"), y


def build():
    inputs = keras.Input((16,))
    x = layers.Dense(64, activation="relu")(inputs)
    skip = x
    x = layers.Dense(64, activation="relu")(x)
    x = layers.add([x, skip])
    outputs = layers.Dense(5, activation="softmax")(x)
    return keras.Model(inputs, outputs)


def weight_bytes(model):
    total = 0
    for w in model.weights:
        itemsize = 1 if keras.backend.standardize_dtype(w.dtype) == "int8" else 4
        total += int(np.prod(w.shape)) * itemsize
    return total


def accuracy(model, x, y):
    probs = model.predict(x, batch_size=64, verbose=0)
    return float(np.mean(np.argmax(probs, axis=-1) == y))


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    x_train, y_train = make_blobs(600, 0)
    x_test, y_test = make_blobs(200, 1)

    model = build()
    model.compile(
        optimizer=keras.optimizers.Nadam(2e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x_train, y_train, epochs=3, batch_size=50, verbose=2)

    float_probs = model.predict(x_test, verbose=0)
    print("float32 accuracy:", accuracy(model, x_test, y_test), "bytes:", weight_bytes(model))

    quantized = keras.models.clone_model(model)
    quantized.set_weights(model.get_weights())
    quantized.quantize("int8")
    int8_probs = quantized.predict(x_test, verbose=0)
    print("int8 accuracy:", accuracy(quantized, x_test, y_test), "bytes:", weight_bytes(quantized))
    print("largest change of a probability:", float(np.abs(float_probs - int8_probs).max()))

    for layer in quantized.layers:
        if isinstance(layer, layers.Dense):
            print(layer.name, layer.dtype_policy.name, layer.kernel.dtype)

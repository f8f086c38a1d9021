# Training from an endless Python generator (steps_per_epoch) that also yields sample weights, and from_generator.
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, regularizers
from tensorflow.keras.layers import BatchNormalization, Dense, Dropout

FEATURES = 5
BATCH_SIZE = 40
STEPS = 10


def simulate(rng, n):
    """Old measurements are less reliable than new ones."""
    x = rng.normal(size=(n, FEATURES)).astype("float32")
    age = rng.uniform(0, 1, size=n)
    noise = rng.normal(size=n) * (0.05 + age)
    y = x @ np.array([1.0, -2.0, 0.5, 0.0, 0.0]) + noise
    weight = 1.0 / (0.05 + age) ** 2
    weight = weight / weight.mean()
    return x, y.astype("float32").reshape(-1, 1), weight.astype("float32")


def endless_batches(batch_size, seed=0):
    rng = np.random.default_rng(seed)
    while True:
        yield simulate(rng, batch_size)


def samples(n, seed):
    rng = np.random.default_rng(seed)
    x, y, w = simulate(rng, n)
    for row in zip(x, y, w):
        yield row


def build_model():
    inp = Input(shape=(FEATURES,), name="features")
    h = Dense(
        32,
        activation="relu",
        kernel_regularizer=regularizers.L1L2(l1=1e-5, l2=1e-4),
        activity_regularizer=regularizers.L2(1e-6),
    )(inp)
    h = BatchNormalization()(h)
    h = Dropout(0.1)(h)
    out = Dense(1, name="value")(h)
    model = Model(inp, out)
    model.compile(optimizer="adam", loss="mse", weighted_metrics=["mae"])
    return model


if __name__ == "__main__":
    model = build_model()
    rng = np.random.default_rng(77)
    x_val, y_val, w_val = simulate(rng, 200)

    model.fit(
        endless_batches(BATCH_SIZE),
        steps_per_epoch=STEPS,
        epochs=2,
        validation_data=(x_val, y_val, w_val),
        verbose=2,
    )

    signature = (
        tf.TensorSpec(shape=(FEATURES,), dtype=tf.float32),
        tf.TensorSpec(shape=(1,), dtype=tf.float32),
        tf.TensorSpec(shape=(), dtype=tf.float32),
    )
    dataset = tf.data.Dataset.from_generator(
        lambda: samples(BATCH_SIZE * STEPS, seed=3), output_signature=signature
    )
    dataset = dataset.batch(BATCH_SIZE).apply(tf.data.experimental.assert_cardinality(STEPS)).prefetch(1)
    model.fit(dataset, epochs=2, verbose=2)

    # Plain arrays with sample_weight as an argument.
    x, y, w = simulate(rng, 400)
    model.fit(x, y, sample_weight=w, epochs=1, verbose=2)
    print(model.evaluate(x_val, y_val, sample_weight=w_val, verbose=0, return_dict=True))

    kernel = model.layers[1].kernel.numpy()
    print("mean absolute weight per feature", np.abs(kernel).mean(axis=1).round(3))

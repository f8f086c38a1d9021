# Linear-plus-wiggle regression trained by hand, with gradient clipping and a decaying learning rate.
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def synthetic_data(n_samples, seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2.0, 2.0, size=(n_samples, 3)).astype("float32")
    y = 1.5 * x[:, 0] - 0.7 * x[:, 1] + np.sin(3 * x[:, 2])
    y = y + rng.normal(scale=0.05, size=n_samples)
    return x, y.astype("float32").reshape(-1, 1)


def build_model():
    return keras.Sequential(
        [
            keras.Input(shape=(3,)),
            layers.Dense(32, activation="tanh", kernel_regularizer=keras.regularizers.L2(1e-5)),
            layers.Dense(32, activation="tanh", kernel_regularizer=keras.regularizers.L2(1e-5)),
            layers.Dense(1),
        ]
    )


def train_step(model, optimizer, loss_fn, x, y, clip_norm):
    with tf.GradientTape() as tape:
        pred = model(x, training=True)
        data_loss = loss_fn(y, pred)
        # The L2 penalties of the layers.
        total = data_loss + sum(model.losses)
    grads = tape.gradient(total, model.trainable_variables)
    grads, norm = tf.clip_by_global_norm(grads, clip_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return data_loss, norm


def evaluate(model, dataset):
    mae = keras.metrics.MeanAbsoluteError()
    for x, y in dataset:
        mae.update_state(y, model(x, training=False))
    return float(mae.result())


def main():
    keras.utils.set_random_seed(7)
    x, y = synthetic_data(512, seed=0)
    xv, yv = synthetic_data(128, seed=1)
    train = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(512).batch(64)
    val = tf.data.Dataset.from_tensor_slices((xv, yv)).batch(64)

    model = build_model()
    schedule = keras.optimizers.schedules.ExponentialDecay(
        initial_learning_rate=1e-2, decay_steps=20, decay_rate=0.9
    )
    optimizer = keras.optimizers.RMSprop(schedule)
    loss_fn = keras.losses.MeanSquaredError()

    best, wait, patience = float("inf"), 0, 3
    best_weights = model.get_weights()
    for epoch in range(6):
        running = keras.metrics.Mean()
        norms = []
        for xb, yb in train:
            loss, norm = train_step(model, optimizer, loss_fn, xb, yb, clip_norm=5.0)
            running.update_state(loss)
            norms.append(float(norm))
        val_mae = evaluate(model, val)
        print(
            f"epoch {epoch}: loss {float(running.result()):.4f} "
            f"val_mae {val_mae:.4f} grad norm {np.mean(norms):.3f}"
        )
        if val_mae < best:
            best, wait = val_mae, 0
            best_weights = model.get_weights()
        else:
            wait += 1
            if wait >= patience:
                break
    model.set_weights(best_weights)
    print("best validation MAE", round(evaluate(model, val), 4))


if __name__ == "__main__":
    main()

"""First- and second-order meta-learning on sine waves: inner gradient step inside an outer tape."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers

INNER_LR = 0.02
INNER_STEPS = 2
META_BATCH = 4
SHOTS = 10


class SineTask:
    def __init__(self, rng):
        self.amplitude = rng.uniform(0.5, 2.0)
        self.phase = rng.uniform(0, np.pi)
        self.rng = rng

    def sample(self, n):
        x = self.rng.uniform(-3, 3, size=(n, 1)).astype("float32")
        y = self.amplitude * np.sin(x + self.phase)
        return tf.constant(x), tf.constant(y.astype("float32"))


def build_model():
    return keras.Sequential(
        [
            keras.Input((1,)),
            layers.Dense(40, activation="relu"),
            layers.Dense(40, activation="relu"),
            layers.Dense(1),
        ]
    )


def forward(x, weights):
    """The same network as build_model, but with explicit weights, so that gradients flow through updates."""
    h = x
    pairs = list(zip(weights[0::2], weights[1::2]))
    for i, (kernel, bias) in enumerate(pairs):
        h = tf.matmul(h, kernel) + bias
        if i < len(pairs) - 1:
            h = tf.nn.relu(h)
    return h


def mse(y, pred):
    return tf.reduce_mean(tf.square(y - pred))


def adapt(weights, x, y, steps):
    for _ in range(steps):
        with tf.GradientTape() as inner_tape:
            inner_tape.watch(weights)
            loss = mse(y, forward(x, weights))
        grads = inner_tape.gradient(loss, weights)
        weights = [w - INNER_LR * g for w, g in zip(weights, grads)]
    return weights


@tf.function
def meta_step(model, optimizer, support_x, support_y, query_x, query_y):
    variables = model.trainable_variables
    with tf.GradientTape() as outer_tape:
        total = 0.0
        for i in range(META_BATCH):
            start = [tf.convert_to_tensor(v) for v in variables]
            adapted = adapt(start, support_x[i], support_y[i], INNER_STEPS)
            total += mse(query_y[i], forward(query_x[i], adapted))
        meta_loss = total / META_BATCH
    gradients = outer_tape.gradient(meta_loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return meta_loss


def reptile_step(model, optimizer, loss_fn, task, outer_lr):
    """The simple first-order variant: train on the task, then move a bit towards the result."""
    old = model.get_weights()
    x, y = task.sample(SHOTS)
    for _ in range(4):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
    new = model.get_weights()
    model.set_weights([o + outer_lr * (n - o) for o, n in zip(old, new)])
    return float(loss)


def main():
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    model = build_model()
    optimizer = keras.optimizers.Adam(2e-3)
    optimizer.build(model.trainable_variables)

    for step in range(60):
        tasks = [SineTask(rng) for _ in range(META_BATCH)]
        support = [t.sample(SHOTS) for t in tasks]
        query = [t.sample(SHOTS) for t in tasks]
        stack = lambda pairs, k: tf.stack([p[k] for p in pairs])
        loss = meta_step(
            model, optimizer, stack(support, 0), stack(support, 1), stack(query, 0), stack(query, 1)
        )
        if step % 20 == 0:
            print(f"MAML step {step}: meta loss {float(loss):.4f}")

    x, y = SineTask(rng).sample(50)
    weights = [tf.convert_to_tensor(v) for v in model.trainable_variables]
    print("before adaptation", float(mse(y, model(x))))
    print("after adaptation ", float(mse(y, forward(x, adapt(weights, x, y, 5)))))

    sgd = keras.optimizers.SGD(INNER_LR)
    loss_fn = keras.losses.MeanSquaredError()
    losses = [reptile_step(model, sgd, loss_fn, SineTask(rng), outer_lr=0.1) for _ in range(8)]
    print("reptile losses", np.round(losses, 3))


if __name__ == "__main__":
    main()

# Physics-informed network for the heat equation u_t = k u_xx, with second derivatives by nested tapes.
import numpy as np
import tensorflow as tf
from tensorflow import keras

tf.random.set_seed(0)
K = 0.1
N_INTERIOR, N_BOUNDARY = 200, 60


def exact(t, x):
    return np.exp(-K * np.pi**2 * t) * np.sin(np.pi * x)


def sample_points(rng):
    interior = rng.uniform(0, 1, (N_INTERIOR, 2))
    initial = np.stack([np.zeros(N_BOUNDARY), rng.uniform(0, 1, N_BOUNDARY)], 1)
    walls = np.stack([rng.uniform(0, 1, N_BOUNDARY), rng.integers(0, 2, N_BOUNDARY)], 1)
    fixed = np.concatenate([initial, walls])
    values = exact(fixed[:, :1], fixed[:, 1:])
    to32 = lambda a: tf.constant(a, dtype=tf.float32)
    return to32(interior), to32(fixed), to32(values)


class PINN(keras.Model):
    def __init__(self, width=32, depth=3):
        super().__init__()
        self.blocks = [keras.layers.Dense(width, activation="tanh") for _ in range(depth)]
        self.last = keras.layers.Dense(1)

    def call(self, tx):
        h = tx
        for block in self.blocks:
            h = block(h)
        return self.last(h)


model = PINN()
model(tf.zeros((1, 2)))  # creates the weights
optimizer = keras.optimizers.Adam(learning_rate=5e-3)
optimizer.build(model.trainable_variables)


def residual(tx):
    t, x = tx[:, 0:1], tx[:, 1:2]
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape(persistent=True) as inner:
            inner.watch([t, x])
            u = model(tf.concat([t, x], axis=1))
        u_x = inner.gradient(u, x)
        u_t = inner.gradient(u, t)
    u_xx = outer.gradient(u_x, x)
    del inner
    return u_t - K * u_xx


@tf.function
def train_step(interior, fixed, values):
    with tf.GradientTape() as tape:
        physics_loss = tf.reduce_mean(tf.square(residual(interior)))
        data_loss = tf.reduce_mean(tf.square(model(fixed) - values))
        loss = physics_loss + 10.0 * data_loss
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return physics_loss, data_loss


rng = np.random.default_rng(0)
interior, fixed, values = sample_points(rng)
for step in range(300):
    physics, data = train_step(interior, fixed, values)
    if step % 75 == 0:
        print(f"step {step:4d}  physics {float(physics):.5f}  data {float(data):.5f}")

# Compare with the exact solution on a grid.
t_grid, x_grid = np.meshgrid(np.linspace(0, 1, 11), np.linspace(0, 1, 21))
points = np.stack([t_grid.ravel(), x_grid.ravel()], axis=1).astype("float32")
prediction = model.predict(points, batch_size=64, verbose=0).reshape(t_grid.shape)
error = np.sqrt(np.mean((prediction - exact(t_grid, x_grid)) ** 2))
print("RMSE against the exact solution:", round(float(error), 4))

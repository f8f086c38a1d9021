"""Two-headed network where each head has its own optimizer, using a persistent tape."""

import numpy as np
import tensorflow as tf
from tensorflow import keras


class MultiTaskNet(keras.Model):
    """Shared trunk, one classification head and one regression head."""

    def __init__(self, hidden=24, **kwargs):
        super().__init__(**kwargs)
        self.trunk = keras.Sequential(
            [
                keras.layers.Dense(hidden, activation="relu"),
                keras.layers.Dense(hidden, activation="relu"),
            ],
            name="trunk",
        )
        self.cls_head = keras.layers.Dense(3, activation="softmax", name="cls_head")
        self.reg_head = keras.layers.Dense(1, name="reg_head")

    def call(self, inputs, training=False):
        h = self.trunk(inputs, training=training)
        return self.cls_head(h), self.reg_head(h)


def get_data(n=384):
    rng = np.random.RandomState(3)
    x = rng.randn(n, 6).astype(np.float32)
    y_cls = np.argmax(x[:, :3], axis=1).astype(np.int64)
    y_reg = (x[:, 3] * x[:, 4] + x[:, 5]).astype(np.float32)[:, None]
    return x, y_cls, y_reg


x, y_cls, y_reg = get_data()
dataset = tf.data.Dataset.from_tensor_slices((x, y_cls, y_reg)).shuffle(400).batch(48)

model = MultiTaskNet()
# Build the weights before collecting the variable lists.
model(tf.zeros((1, 6)))

trunk_vars = model.trunk.trainable_variables
cls_vars = model.cls_head.trainable_variables
reg_vars = model.reg_head.trainable_variables

cls_opt = keras.optimizers.Adam(2e-3)
reg_opt = keras.optimizers.Adam(2e-3)
cce = keras.losses.SparseCategoricalCrossentropy()
mse = keras.losses.MeanSquaredError()
acc = keras.metrics.SparseCategoricalAccuracy(name="acc")
rmse = keras.metrics.RootMeanSquaredError(name="rmse")

EPOCHS = 3
for epoch in range(EPOCHS):
    acc.reset_state()
    rmse.reset_state()
    for xb, yc, yr in dataset:
        with tf.GradientTape(persistent=True) as tape:
            probs, value = model(xb, training=True)
            loss_c = cce(yc, probs)
            loss_r = mse(yr, value)
        grads_c = tape.gradient(loss_c, trunk_vars + cls_vars)
        grads_r = tape.gradient(loss_r, reg_vars)
        del tape
        cls_opt.apply_gradients(zip(grads_c, trunk_vars + cls_vars))
        reg_opt.apply_gradients(zip(grads_r, reg_vars))
        acc.update_state(yc, probs)
        rmse.update_state(yr, value)
    print(f"Epoch {epoch + 1}/{EPOCHS} - acc: {acc.result():.3f} - rmse: {rmse.result():.3f}")

probs, value = model(x[:5], training=False)
print("classes", tf.argmax(probs, axis=-1).numpy(), "truth", y_cls[:5])
print("values", tf.squeeze(value, axis=-1).numpy())

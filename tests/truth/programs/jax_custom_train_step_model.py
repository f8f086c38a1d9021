# A keras.Model with a JAX train_step override (state tuple in, state tuple out), and a plain regression loop with jit.
import os

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import layers, ops


class CustomModel(keras.Model):
    def compute_loss_and_updates(
        self, trainable_variables, non_trainable_variables, x, y, training=False
    ):
        y_pred, non_trainable_variables = self.stateless_call(
            trainable_variables, non_trainable_variables, x, training=training
        )
        loss = self.compute_loss(x, y, y_pred)
        return loss, (y_pred, non_trainable_variables)

    def train_step(self, state, data):
        (
            trainable_variables,
            non_trainable_variables,
            optimizer_variables,
            metrics_variables,
        ) = state
        x, y = data
        grad_fn = jax.value_and_grad(self.compute_loss_and_updates, has_aux=True)
        (loss, (y_pred, non_trainable_variables)), grads = grad_fn(
            trainable_variables, non_trainable_variables, x, y, training=True
        )
        trainable_variables, optimizer_variables = self.optimizer.stateless_apply(
            optimizer_variables, grads, trainable_variables
        )
        new_metrics_vars = []
        logs = {}
        for metric in self.metrics:
            this_metric_vars = metrics_variables[
                len(new_metrics_vars) : len(new_metrics_vars) + len(metric.variables)
            ]
            if metric.name == "loss":
                this_metric_vars = metric.stateless_update_state(this_metric_vars, loss)
            else:
                this_metric_vars = metric.stateless_update_state(this_metric_vars, y, y_pred)
            logs[metric.name] = metric.stateless_result(this_metric_vars)
            new_metrics_vars += this_metric_vars
        state = (
            trainable_variables,
            non_trainable_variables,
            optimizer_variables,
            new_metrics_vars,
        )
        return logs, state


def fit_custom_model(x, y):
    inputs = keras.Input(shape=(x.shape[1],))
    h = layers.Dense(32, activation="relu")(inputs)
    outputs = layers.Dense(1)(h)
    model = CustomModel(inputs, outputs)
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    model.fit(x, y, epochs=3, batch_size=32, verbose=2)
    return model


def hand_written_loop(x, y, steps=60):
    model = keras.Sequential([keras.Input((x.shape[1],)), layers.Dense(16, activation="tanh"), layers.Dense(1)])
    optimizer = keras.optimizers.SGD(learning_rate=0.05, momentum=0.9)
    optimizer.build(model.trainable_variables)

    def loss_of(tv, ntv, xb, yb):
        pred, ntv = model.stateless_call(tv, ntv, xb)
        return jnp.mean((pred - yb) ** 2), ntv

    @jax.jit
    def step(tv, ntv, ov, xb, yb):
        (loss, ntv), grads = jax.value_and_grad(loss_of, has_aux=True)(tv, ntv, xb, yb)
        tv, ov = optimizer.stateless_apply(ov, grads, tv)
        return loss, tv, ntv, ov

    tv = [v.value for v in model.trainable_variables]
    ntv = [v.value for v in model.non_trainable_variables]
    ov = [v.value for v in optimizer.variables]
    rng = np.random.default_rng(0)
    losses = []
    for _ in range(steps):
        rows = rng.choice(len(x), 32, replace=False)
        loss, tv, ntv, ov = step(tv, ntv, ov, x[rows], y[rows])
        losses.append(float(loss))
    for variable, value in zip(model.trainable_variables, tv):
        variable.assign(value)
    print("hand-written loop: first", round(losses[0], 4), "last", round(losses[-1], 4))
    return model


def main():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(320, 4)).astype("float32")
    y = (x[:, :1] * x[:, 1:2] + 0.5 * x[:, 2:3]).astype("float32")
    first = fit_custom_model(x, y)
    second = hand_written_loop(x, y)
    gap = ops.mean(ops.abs(first(x) - second(x)))
    print("mean difference between the two models", float(gap))


if __name__ == "__main__":
    main()

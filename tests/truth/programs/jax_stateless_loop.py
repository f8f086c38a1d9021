"""JAX training loop: stateless_call, jax.value_and_grad with auxiliary state, jit-compiled steps and stateless metrics."""
import os

os.environ["KERAS_BACKEND"] = "jax"

import jax
import keras
import numpy as np
from keras import layers


def get_model():
    inputs = keras.Input(shape=(64,), name="digits")
    x1 = layers.Dense(32, activation="relu")(inputs)
    x1 = layers.BatchNormalization()(x1)
    x2 = layers.Dense(32, activation="relu")(x1)
    x2 = layers.Dropout(0.1)(x2)
    outputs = layers.Dense(5, name="predictions")(x2)
    return keras.Model(inputs=inputs, outputs=outputs)


def make_data(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 5, n)
    x = rng.integers(0, 100, (n, 64)).astype("float32")
    for i, k in enumerate(y):
        x[i, 12 * k : 12 * k + 12] += 100
    return x / 255.0, y.astype("int32")


def batches(x, y, batch_size):
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


model = get_model()
optimizer = keras.optimizers.Adam(learning_rate=3e-3)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
train_acc_metric = keras.metrics.SparseCategoricalAccuracy()
val_acc_metric = keras.metrics.SparseCategoricalAccuracy()


def compute_loss_and_updates(
    trainable_variables, non_trainable_variables, metric_variables, x, y
):
    y_pred, non_trainable_variables = model.stateless_call(
        trainable_variables, non_trainable_variables, x, training=True
    )
    loss = loss_fn(y, y_pred)
    metric_variables = train_acc_metric.stateless_update_state(metric_variables, y, y_pred)
    return loss, (non_trainable_variables, metric_variables)


grad_fn = jax.value_and_grad(compute_loss_and_updates, has_aux=True)


@jax.jit
def train_step(state, data):
    trainable_variables, non_trainable_variables, optimizer_variables, metric_variables = state
    x, y = data
    (loss, (non_trainable_variables, metric_variables)), grads = grad_fn(
        trainable_variables, non_trainable_variables, metric_variables, x, y
    )
    trainable_variables, optimizer_variables = optimizer.stateless_apply(
        optimizer_variables, grads, trainable_variables
    )
    return loss, (
        trainable_variables,
        non_trainable_variables,
        optimizer_variables,
        metric_variables,
    )


@jax.jit
def eval_step(state, data):
    trainable_variables, non_trainable_variables, metric_variables = state
    x, y = data
    y_pred, non_trainable_variables = model.stateless_call(
        trainable_variables, non_trainable_variables, x, training=False
    )
    loss = loss_fn(y, y_pred)
    metric_variables = val_acc_metric.stateless_update_state(metric_variables, y, y_pred)
    return loss, (trainable_variables, non_trainable_variables, metric_variables)


x_train, y_train = make_data(512, 0)
x_val, y_val = make_data(128, 1)

optimizer.build(model.trainable_variables)


def values(variables):
    """The plain JAX arrays of a list of Keras variables."""
    return [v.value for v in variables]


state = (
    values(model.trainable_variables),
    values(model.non_trainable_variables),
    values(optimizer.variables),
    values(train_acc_metric.variables),
)

EPOCHS = 2
for epoch in range(EPOCHS):
    for step, data in enumerate(batches(x_train, y_train, 32)):
        loss, state = train_step(state, data)
        if step % 8 == 0:
            print(f"Training loss at step {step}: {float(loss):.4f}")
    trainable_variables, non_trainable_variables, optimizer_variables, metric_variables = state
    for variable, value in zip(train_acc_metric.variables, metric_variables):
        variable.assign(value)
    print(f"Epoch {epoch}: training accuracy {float(train_acc_metric.result()):.3f}")
    train_acc_metric.reset_state()
    state = (
        trainable_variables,
        non_trainable_variables,
        optimizer_variables,
        values(train_acc_metric.variables),
    )

    val_state = (trainable_variables, non_trainable_variables, values(val_acc_metric.variables))
    for data in batches(x_val, y_val, 32):
        _, val_state = eval_step(val_state, data)
    for variable, value in zip(val_acc_metric.variables, val_state[-1]):
        variable.assign(value)
    print(f"Epoch {epoch}: validation accuracy {float(val_acc_metric.result()):.3f}")
    val_acc_metric.reset_state()

# Put the trained values back into the model.
for variable, value in zip(model.trainable_variables, state[0]):
    variable.assign(value)
for variable, value in zip(model.non_trainable_variables, state[1]):
    variable.assign(value)
print(np.argmax(model.predict(x_val[:6], verbose=0), axis=1), y_val[:6])

# Mixed precision with a loss-scaling custom loop and with fit; the softmax stays in float32.
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers, mixed_precision

mixed_precision.set_global_policy("mixed_float16")
policy = mixed_precision.global_policy()
print("Compute dtype: %s" % policy.compute_dtype)
print("Variable dtype: %s" % policy.variable_dtype)

rng = np.random.default_rng(1)
labels = rng.integers(0, 4, 384)
x = rng.integers(0, 64, (384, 64)).astype("float32")
for i, k in enumerate(labels):
    x[i, k * 16 : k * 16 + 16] += 160
x /= 255.0
x_train, x_test = x[:320], x[320:]
y_train, y_test = labels[:320], labels[320:]


def create_model():
    inputs = keras.Input(shape=(64,), name="pixels")
    h = layers.Dense(64, activation="relu", name="dense_1")(inputs)
    h = layers.Dense(64, activation="relu", name="dense_2")(h)
    h = layers.Dense(4, name="dense_logits")(h)
    outputs = layers.Activation("softmax", dtype="float32", name="predictions")(h)
    return keras.Model(inputs=inputs, outputs=outputs)


model = create_model()
print("dense_1 kernel dtype", model.get_layer("dense_1").kernel.dtype)
print("output dtype", model.output.dtype)

model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.RMSprop(),
    metrics=["accuracy"],
)
initial_weights = model.get_weights()
history = model.fit(x_train, y_train, batch_size=64, epochs=2, validation_split=0.2, verbose=2)
test_scores = model.evaluate(x_test, y_test, verbose=0)
print("Test accuracy after fit:", test_scores[1])

# The same training with a hand-written loop.
model.set_weights(initial_weights)
optimizer = mixed_precision.LossScaleOptimizer(keras.optimizers.RMSprop())
loss_object = keras.losses.SparseCategoricalCrossentropy()
train_dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(320).batch(64)
test_dataset = tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(64)


@tf.function
def train_step(features, targets):
    with tf.GradientTape() as tape:
        predictions = model(features, training=True)
        loss = loss_object(targets, predictions)
        scaled_loss = optimizer.scale_loss(loss)
    gradients = tape.gradient(scaled_loss, model.trainable_variables)
    # apply_gradients divides by the scale again and skips steps that overflow
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


test_accuracy = keras.metrics.SparseCategoricalAccuracy()
for epoch in range(3):
    epoch_loss = keras.metrics.Mean()
    for features, targets in train_dataset:
        epoch_loss.update_state(train_step(features, targets))
    test_accuracy.reset_state()
    for features, targets in test_dataset:
        test_accuracy.update_state(targets, model(features, training=False))
    print(
        "Epoch {}: loss={:.4f}, test accuracy={:.3f}".format(
            epoch, float(epoch_loss.result()), float(test_accuracy.result())
        )
    )

mixed_precision.set_global_policy("float32")

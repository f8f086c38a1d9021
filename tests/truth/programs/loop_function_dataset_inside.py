"""Whole epoch inside one tf.function: the for loop over the dataset and the if are turned into graph code by AutoGraph."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(11)

num_features = 12
rng = np.random.default_rng(11)
true_w = rng.normal(size=(num_features, 1))
features = rng.normal(size=(600, num_features)).astype("float32")
targets = (features @ true_w > 0).astype("float32")

train_ds = (
    tf.data.Dataset.from_tensor_slices((features[:480], targets[:480])).shuffle(480).batch(32)
)
valid_ds = tf.data.Dataset.from_tensor_slices((features[480:], targets[480:])).batch(32)

model = keras.Sequential(
    [
        layers.Input(shape=(num_features,)),
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ]
)
optimizer = keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)
optimizer.build(model.trainable_variables)
loss_fn = keras.losses.BinaryCrossentropy()
auc = keras.metrics.AUC()


@tf.function
def train_epoch(dataset):
    total = tf.constant(0.0)
    skipped = tf.constant(0)
    batches = tf.constant(0)
    for x, y in dataset:
        with tf.GradientTape() as tape:
            p = model(x, training=True)
            loss = loss_fn(y, p)
        grads = tape.gradient(loss, model.trainable_variables)
        if tf.math.is_finite(loss):
            optimizer.apply_gradients(zip(grads, model.trainable_variables))
            total += loss
        else:
            skipped += 1
        batches += 1
        if tf.equal(batches % 10, 0):
            tf.print("  batch", batches, "loss", loss)
    return total / tf.cast(batches - skipped, tf.float32), skipped


@tf.function
def validate(dataset):
    for x, y in dataset:
        auc.update_state(y, model(x, training=False))


for epoch in range(3):
    mean_loss, skipped = train_epoch(train_ds)
    auc.reset_state()
    validate(valid_ds)
    print(
        "epoch",
        epoch,
        "loss",
        round(float(mean_loss), 4),
        "auc",
        round(float(auc.result()), 4),
        "skipped",
        int(skipped),
    )


# An inference-only function, used through its concrete function.
@tf.function(input_signature=[tf.TensorSpec([None, num_features], tf.float32, name="features")])
def serve(x):
    score = model(x, training=False)
    return {"score": score, "label": tf.cast(score > 0.5, tf.int32)}


concrete = serve.get_concrete_function()
result = concrete(tf.constant(features[:3]))
print(concrete.structured_outputs)
print("scores", result["score"].numpy().ravel(), "labels", result["label"].numpy().ravel())

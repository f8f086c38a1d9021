# about: `tf.function`s that are executed: trained on a dataset inside, compiled, with a signature,
#     with conditions on tensors; unbuilt layers are built in them
import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(3)])
# hint: Dense (None, 5) → (None, 8) · 48
# hint: Dense (None, 8) → (None, 3) · 27
optimizer = keras.optimizers.Adam()
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
x = np.ones((64, 5), "float32")
y = np.zeros((64,), "int32")
batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(16)


@tf.function(jit_compile=True)
def train_step(xb, yb):
    with tf.GradientTape() as tape:
        logits = model(xb, training=True)  # hint: Sequential (None, 5) → (None, 3) · 75
        loss = loss_of(yb, logits)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


@tf.function
def epochs(count):
    total = 0.0
    for _ in tf.range(count):
        for xb, yb in batches:
            total += train_step(xb, yb)
            if total > 1e9:
                total = 0.0
    return total


@tf.function(input_signature=[tf.TensorSpec((None, 5))])
def predict(xb):
    return tf.nn.softmax(model(xb)) if tf.reduce_all(xb > 0.0) else model(xb)
    # hint: Sequential (None, 5) → (None, 3) · 75
    # hint: Sequential (None, 5) → (None, 3) · 75


assert epochs(tf.constant(2)).shape == ()
for xb, yb in batches:
    assert float(train_step(xb, yb)) > 0.0
probabilities = predict(x)
assert probabilities.shape == (64, 3)
np.testing.assert_allclose(tf.reduce_sum(probabilities, axis=-1), 1.0, rtol=1e-5)
# model model: 75

# about: values of variables are there for whoever reads them: get_weights, gradients, tf.function,
#     an RNN, a metric
import numpy as np
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(4, input_shape=(3,)), keras.layers.Dense(2)])
# hint: Dense (None, 3) → (None, 4) · 16
# hint: Dense (None, 4) → (None, 2) · 10
kernel, bias = model.layers[0].get_weights()
assert kernel.shape == (3, 4) and kernel.any() and not bias.any()
model.set_weights([np.ones_like(w) for w in model.get_weights()])
assert model(np.ones((1, 3))).numpy().tolist() == [[17.0, 17.0]]
# hint: Sequential (1, 3) → (1, 2) · 26

optimizer = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(model(tf.ones((5, 3))))  # hint: Sequential (5, 3) → (5, 2) · 26
optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
assert int(optimizer.iterations) == 1 and model.layers[1].bias.numpy()[0] < 1.0

model.layers[0].kernel.assign_add(tf.ones((3, 4)))
copy = keras.models.clone_model(model)
# hint: Dense (None, 3) → (None, 4) · 16
# hint: Dense (None, 4) → (None, 2) · 10
copy.set_weights(model.get_weights())
assert np.array_equal(copy(np.ones((1, 3))), model(np.ones((1, 3))))
# hint: Sequential (1, 3) → (1, 2) · 26
# hint: Sequential (1, 3) → (1, 2) · 26
norm = keras.layers.BatchNormalization()
assert norm(tf.ones((4, 2)), training=True).shape == (4, 2)
# hint: BatchNormalization (4, 2) → (4, 2) · 8
step = tf.function(lambda x: norm(model(x), training=True))
# hint: Sequential (4, 3) → (4, 2) · 26
# hint: BatchNormalization (4, 2) → (4, 2) · 8
assert step(tf.ones((4, 3))).shape == (4, 2)
cell = keras.layers.RNN(keras.layers.LSTMCell(3))
assert cell(tf.ones((2, 5, 4))).shape == (2, 3)  # hint: RNN (2, 5, 4) → (2, 3) · 96
metric = keras.metrics.SparseCategoricalAccuracy()
metric.update_state([0, 1], [[0.9, 0.1], [0.9, 0.1]])
assert float(metric.result()) == 0.5
# model model: 26
# model copy: 26

# about: a `train_step` on a tuple of three inputs, and a `test_step` whose shapes do not fit: at
#     its line
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


class Triplet(keras.Model):
    def __init__(self, tower):
        super().__init__()
        self.tower = tower
        self.loss_tracker = keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return self.tower(inputs[0])

    def distances(self, data):
        anchor, near, far = (self.tower(part) for part in data)
        # hint: Sequential (8, 6) → (8, 2) · 38
        # hint: Sequential (8, 6) → (8, 2) · 38
        # hint: Sequential (8, 6) → (8, 2) · 38
        # hint: Sequential (8, 6) → (8, 2) · 38
        # hint: Sequential (8, 6) → (8, 2) · 38
        # hint: Sequential (8, 6) → (8, 2) · 38
        return ops.sum((anchor - near) ** 2, -1), ops.sum((anchor - far) ** 2, -1)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            near, far = self.distances(data)
            loss = ops.mean(ops.maximum(near - far + 0.5, 0.0)) + tf.add_n(self.losses)
        gradients = tape.gradient(loss, self.tower.trainable_weights)
        assert all(gradient is not None for gradient in gradients)
        self.optimizer.apply_gradients(zip(gradients, self.tower.trainable_weights))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result(), "gap": ops.mean(far - near)}

    def test_step(self, data):
        near, far = self.distances(data)
        weights = ops.ones((3,))
        return {"error": ops.mean(near * weights)}
#                                 ^^^^^^^^^^^^^^ KL108 error: Dimensions must be equal, but are 8 and 3: Mul of (8), (3)
#                                 from: model.evaluate(data)


tower = keras.Sequential(
    [keras.Input((6,)), layers.Dense(4, kernel_regularizer="l2"), layers.Dense(2)]
    # hint: InputLayer → (None, 6)
    # hint: Dense (None, 6) → (None, 4) · 28
    # hint: Dense (None, 4) → (None, 2) · 10
)
model = Triplet(tower)
model.compile(optimizer="adam")
parts = tuple(np.ones((32, 6), "float32") for _ in range(3))
data = tf.data.Dataset.from_tensor_slices(parts).batch(8, drop_remainder=True)
history = model.fit(data, epochs=2)
print(history.history["gap"][-1])
model.evaluate(data)
# model tower: 38
# model model: at least 38, not built

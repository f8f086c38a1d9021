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


tower = keras.Sequential(
    [keras.Input((6,)), layers.Dense(4, kernel_regularizer="l2"), layers.Dense(2)]
)
model = Triplet(tower)
model.compile(optimizer="adam")
parts = tuple(np.ones((32, 6), "float32") for _ in range(3))
data = tf.data.Dataset.from_tensor_slices(parts).batch(8, drop_remainder=True)
history = model.fit(data, epochs=2)
print(history.history["gap"][-1])
model.evaluate(data)

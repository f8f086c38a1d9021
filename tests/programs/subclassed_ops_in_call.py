import keras
from keras import layers, ops


class AttentionPool(keras.Model):
    def __init__(self):
        super().__init__(name="attention_pool")
        self.score = layers.Dense(1)
        self.project = layers.Dense(16)

    def call(self, x):
        weights = ops.softmax(self.score(x), axis=1)
        pooled = ops.sum(weights * x, axis=1)
        shifted = ops.concatenate([pooled[:, 1:], pooled[:, :1]], axis=-1)
        return self.project(shifted + pooled)


attend = AttentionPool()
vector = attend(keras.Input((7, 16)))

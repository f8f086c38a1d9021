# about: keras.ops inside `call`: layers between them keep their shapes, the model its whole
import keras
from keras import layers, ops


class AttentionPool(keras.Model):
    def __init__(self):
        super().__init__(name="attention_pool")
        self.score = layers.Dense(1)
        self.project = layers.Dense(16)

    def call(self, x):
        weights = ops.softmax(self.score(x), axis=1)
        # hint: Dense (None, 7, 16) → (None, 7, 1) · 17
        pooled = ops.sum(weights * x, axis=1)
        shifted = ops.concatenate([pooled[:, 1:], pooled[:, :1]], axis=-1)
        return self.project(shifted + pooled)  # hint: Dense (None, 16) → (None, 16) · 272


attend = AttentionPool()
vector = attend(keras.Input((7, 16)))
# hint: InputLayer → (None, 7, 16)
# hint: AttentionPool (None, 7, 16) → (None, 16) · 289
# model attend: 289

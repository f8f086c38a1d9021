# about: what is frozen after its call counts as it does at the end; a layer that is popped is gone
import keras
from keras import layers

shared = layers.Dense(4)
inputs = keras.Input((4,))  # hint: InputLayer → (None, 4)
twice = keras.Model(inputs, shared(shared(inputs)))
# hint: Dense (None, 4) → (None, 4) · 20
# hint: Dense (None, 4) → (None, 4) · 20


class Head(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = layers.Dense(8)
        self.out = layers.Dense(2)

    def call(self, x):
        return self.out(self.body(x))
        # hint: Dense (None, 4) → (None, 8) · 40
        # hint: Dense (None, 8) → (None, 2) · 18


head = Head()
head(keras.Input((4,)))  # hint: InputLayer → (None, 4); Head (None, 4) → (None, 2) · 58
head.summary()
head.body.trainable = False
shared.trainable = False
popped = keras.Sequential([keras.Input((3,)), layers.Dense(2), layers.Dense(9)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
# hint: Dense (None, 2) → (None, 9) · 27
popped.summary()
popped.pop()
assert popped.count_params() == 8
# model twice: 20, 0 trainable
# model head: 58, 18 trainable
# model popped: 8

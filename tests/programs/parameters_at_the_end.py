import keras
from keras import layers

shared = layers.Dense(4)
inputs = keras.Input((4,))
twice = keras.Model(inputs, shared(shared(inputs)))


class Head(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = layers.Dense(8)
        self.out = layers.Dense(2)

    def call(self, x):
        return self.out(self.body(x))


head = Head()
head(keras.Input((4,)))
head.summary()
head.body.trainable = False
shared.trainable = False
popped = keras.Sequential([keras.Input((3,)), layers.Dense(2), layers.Dense(9)])
popped.summary()
popped.pop()
assert popped.count_params() == 8

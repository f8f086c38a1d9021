# about: a weight that comes after the calls of its layer counts
import keras
from keras import layers

shared = layers.Dense(4)
inputs = keras.Input((4,))  # hint: InputLayer → (None, 4)
twice = keras.Model(inputs, shared(shared(inputs)))
# hint: Dense (None, 4) → (None, 4) · 23
# hint: Dense (None, 4) → (None, 4) · 23
twice.summary()
shared.add_weight("late", shape=(3,), trainable=False)
assert twice.count_params() == 23
# model twice: 23, 20 trainable

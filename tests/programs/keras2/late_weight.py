import keras
from keras import layers

shared = layers.Dense(4)
inputs = keras.Input((4,))
twice = keras.Model(inputs, shared(shared(inputs)))
twice.summary()
shared.add_weight("late", shape=(3,), trainable=False)
assert twice.count_params() == 23

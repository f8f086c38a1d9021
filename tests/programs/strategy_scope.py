# about: a model built and compiled under the scope of a distribution strategy
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

strategy = tf.distribute.MirroredStrategy()
print("Number of devices:", strategy.num_replicas_in_sync)

with strategy.scope():
    model = keras.Sequential()
    model.add(keras.Input((13,)))  # hint: InputLayer → (None, 13)
    for units in (40, 56):
        model.add(layers.Dense(units, activation="relu"))
        # hint: Dense (None, 13) → (None, 40) · 560
        # hint: Dense (None, 40) → (None, 56) · 2296
    model.add(layers.Dense(1, use_bias=False, activation=None))
    # hint: Dense (None, 56) → (None, 1) · 56
    model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
# model model: 2912

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

strategy = tf.distribute.MirroredStrategy()
print("Number of devices:", strategy.num_replicas_in_sync)

with strategy.scope():
    model = keras.Sequential()
    model.add(keras.Input((13,)))
    for units in (40, 56):
        model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(1, use_bias=False, activation=None))
    model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def build():
    model = keras.Sequential(
        [keras.Input(batch_shape=(4, 6, 3)), layers.LSTM(5, stateful=True), layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model


x, y = np.ones((10, 6, 3), "float32"), np.ones((10, 1), "float32")
build().fit(x, y, batch_size=4)
build().fit(x[:8], y[:8], batch_size=4)
build().fit(x, y, batch_size=4, steps_per_epoch=2)
build().predict(x, batch_size=4)
build().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4).prefetch(1))
build().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4, drop_remainder=True))
fixed = keras.Sequential([keras.Input(batch_shape=(4, 3)), layers.Dense(2)])
fixed.compile("adam", "mse")
fixed.fit(np.ones((10, 3)), np.ones((10, 2)), batch_size=4)

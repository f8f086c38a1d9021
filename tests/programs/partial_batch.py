# about: models that are made for batches of one size, and a last batch that is smaller: only where
#     the model minds, and where it comes so far
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def build():
    model = keras.Sequential(
        [keras.Input(batch_shape=(4, 6, 3)), layers.LSTM(5, stateful=True), layers.Dense(1)]
        # hint: InputLayer → (4, 6, 3)
        # hint: LSTM (4, 6, 3) → (4, 5) · 180
        # hint: Dense (4, 5) → (4, 1) · 6
        # hint: InputLayer → (4, 6, 3)
        # hint: LSTM (4, 6, 3) → (4, 5) · 180
        # hint: Dense (4, 5) → (4, 1) · 6
        # hint: InputLayer → (4, 6, 3)
        # hint: LSTM (4, 6, 3) → (4, 5) · 180
        # hint: Dense (4, 5) → (4, 1) · 6
        # hint: InputLayer → (4, 6, 3)
        # hint: LSTM (4, 6, 3) → (4, 5) · 180
        # hint: Dense (4, 5) → (4, 1) · 6
        # hint: InputLayer → (4, 6, 3)
        # hint: LSTM (4, 6, 3) → (4, 5) · 180
        # hint: Dense (4, 5) → (4, 1) · 6
        # hint: InputLayer → (4, 6, 3)
        # hint: LSTM (4, 6, 3) → (4, 5) · 180
        # hint: Dense (4, 5) → (4, 1) · 6
    )
    model.compile("adam", "mse")
    return model


x, y = np.ones((10, 6, 3), "float32"), np.ones((10, 1), "float32")
build().fit(x, y, batch_size=4)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: `model.fit`: 10 samples in batches of 4 leave 2 for the last batch, but the model takes batches of 4 only. Use 8 samples, or a Dataset with `batch(4, drop_remainder=True)`.
# from: [keras.Input(batch_shape=(4, 6, 3)), layers.LSTM(5, stateful=True), layers.Dense(1)]
# from: x, y = np.ones((10, 6, 3), "float32"), np.ones((10, 1), "float32")
build().fit(x[:8], y[:8], batch_size=4)
build().fit(x, y, batch_size=4, steps_per_epoch=2)
build().predict(x, batch_size=4)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: `model.predict`: 10 samples in batches of 4 leave 2 for the last batch, but the model takes batches of 4 only. Use 8 samples, or a Dataset with `batch(4, drop_remainder=True)`.
# from: [keras.Input(batch_shape=(4, 6, 3)), layers.LSTM(5, stateful=True), layers.Dense(1)]
# from: x, y = np.ones((10, 6, 3), "float32"), np.ones((10, 1), "float32")
build().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4).prefetch(1))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: `model.fit`: 10 samples in batches of 4 leave 2 for the last batch, but the model takes batches of 4 only. Use 8 samples, or a Dataset with `batch(4, drop_remainder=True)`.
# from: [keras.Input(batch_shape=(4, 6, 3)), layers.LSTM(5, stateful=True), layers.Dense(1)]
build().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4, drop_remainder=True))
fixed = keras.Sequential([keras.Input(batch_shape=(4, 3)), layers.Dense(2)])
# hint: InputLayer → (4, 3)
# hint: Dense (4, 3) → (4, 2) · 8
fixed.compile("adam", "mse")
fixed.fit(np.ones((10, 3)), np.ones((10, 2)), batch_size=4)
# model sequential: 186
# model sequential_1: 186
# model sequential_2: 186
# model sequential_3: 186
# model sequential_4: 186
# model sequential_5: 186
# model fixed: 8

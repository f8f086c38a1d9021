# about: a dataset that nobody has batched
import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])
# hint: InputLayer → (None, 28, 28, 1)
# hint: Flatten (None, 28, 28, 1) → (None, 784) · 0
# hint: Dense (None, 784) → (None, 3) · 2355
model.compile(loss="mse", optimizer="sgd")
data = tf.data.Dataset.from_tensor_slices((np.zeros((4, 28, 28, 1)), np.zeros((4, 3))))
model.fit(data.batch(2), epochs=1, validation_data=data.batch(4))
model.fit(data)
#^^^^^^^^^^^^^^ KL401 error: `data` of shape (None, 28, 1): it takes (None, 28, 28, 1)
# from: model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])
# from: data = tf.data.Dataset.from_tensor_slices((np.zeros((4, 28, 28, 1)), np.zeros((4, 3))))
# model model: 2355

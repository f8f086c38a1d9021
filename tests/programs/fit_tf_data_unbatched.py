import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])
model.compile(loss="mse", optimizer="sgd")
data = tf.data.Dataset.from_tensor_slices((np.zeros((4, 28, 28, 1)), np.zeros((4, 3))))
model.fit(data.batch(2), epochs=1, validation_data=data.batch(4))
model.fit(data)

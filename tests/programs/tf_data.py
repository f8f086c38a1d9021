# about: training on a tf.data pipeline with normalisation adapted to the data
import keras
import numpy as np
import tensorflow as tf
from keras import layers

features = np.random.default_rng(1).normal(size=(256, 15)).astype("float32")
targets = features.sum(axis=1, keepdims=True)
dataset = tf.data.Dataset.from_tensor_slices((features, targets)).shuffle(256).batch(32)
train, valid = dataset.take(6), dataset.skip(6)

normalizer = layers.Normalization()
normalizer.adapt(features)

model = keras.Sequential()
model.add(keras.Input((15,)))  # hint: InputLayer → (None, 15)
model.add(normalizer)  # hint: Normalization (None, 15) → (None, 15) · 31
model.add(layers.Dense(64, activation="selu"))  # hint: Dense (None, 15) → (None, 64) · 1024
model.add(layers.Dense(64, activation="selu"))  # hint: Dense (None, 64) → (None, 64) · 4160
model.add(layers.AlphaDropout(0.1))  # hint: AlphaDropout (None, 64) → (None, 64) · 0
model.add(layers.Dense(1))  # hint: Dense (None, 64) → (None, 1) · 65
model.compile(keras.optimizers.SGD(1e-2), loss="huber", metrics=["mae"])
model.fit(train, validation_data=valid, epochs=2)
print(dict(zip(model.metrics_names, model.evaluate(valid))))
# model model: 5280, 5249 trainable

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

texts = np.array(["good film", "bad sound", "fine", "awful plot"] * 8)
labels = np.array([1, 0, 1, 0] * 8)
batches = tf.data.Dataset.from_tensor_slices((texts, labels)).batch(8)
encoder = layers.TextVectorization(max_tokens=100)
encoder.adapt(batches.map(lambda text, label: text))
model = keras.Sequential(
    [
        encoder,
        layers.Embedding(len(encoder.get_vocabulary()), 16, mask_zero=True),
        layers.GlobalAveragePooling1D(),
        layers.Dense(1),
    ]
)
model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), optimizer="adam")
model.fit(batches, epochs=1, verbose=0)
print(model.predict(tf.constant(["fine film"]), verbose=0).shape)

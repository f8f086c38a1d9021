# about: a text model that is built although a part of its first layer has no need to be
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

texts = np.array(["good film", "bad sound", "fine", "awful plot"] * 8)
labels = np.array([1, 0, 1, 0] * 8)
batches = tf.data.Dataset.from_tensor_slices((texts, labels)).batch(8)
encoder = layers.TextVectorization(max_tokens=100)
# hint: TextVectorization (None,) → (None, None) · 0
encoder.adapt(batches.map(lambda text, label: text))
model = keras.Sequential(
    [
        encoder,
        layers.Embedding(len(encoder.get_vocabulary()), 16, mask_zero=True),
        # hint: Embedding (None, None) → (None, None, 16) · 144
        layers.GlobalAveragePooling1D(),
        # hint: GlobalAveragePooling1D (None, None, 16) → (None, 16) · 0
        layers.Dense(1),  # hint: Dense (None, 16) → (None, 1) · 17
    ]
)
model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), optimizer="adam")
model.fit(batches, epochs=1, verbose=0)
print(model.predict(tf.constant(["fine film"]), verbose=0).shape)
# model model: 161

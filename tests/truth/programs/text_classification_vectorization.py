# Sentiment-like classification of short raw strings: TextVectorization adapted on the training text.
import random

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, losses

random.seed(3)
positive = ["great", "lovely", "wonderful", "brilliant", "enjoyable"]
negative = ["awful", "boring", "terrible", "dull", "annoying"]
filler = ["film", "movie", "plot", "actor", "scene", "music", "really", "very", "it", "was", "the"]


def review(label):
    words = random.choices(filler, k=9) + random.choices(positive if label else negative, k=3)
    random.shuffle(words)
    return " ".join(words).capitalize() + "!<br />"


labels = [i % 2 for i in range(400)]
texts = [review(l) for l in labels]

raw_ds = tf.data.Dataset.from_tensor_slices((texts, labels)).shuffle(400, seed=0, reshuffle_each_iteration=False)
raw_train_ds = raw_ds.take(320).batch(32)
raw_val_ds = raw_ds.skip(320).batch(32)


def custom_standardization(input_data):
    lowercase = tf.strings.lower(input_data)
    stripped_html = tf.strings.regex_replace(lowercase, "<br />", " ")
    return tf.strings.regex_replace(stripped_html, r"[^a-z ]", "")


max_features = 100
sequence_length = 16

vectorize_layer = layers.TextVectorization(
    standardize=custom_standardization,
    max_tokens=max_features,
    output_mode="int",
    output_sequence_length=sequence_length,
)
# Only the text, without labels.
train_text = raw_train_ds.map(lambda x, y: x)
vectorize_layer.adapt(train_text)


def vectorize_text(text, label):
    return vectorize_layer(text), label


AUTOTUNE = tf.data.AUTOTUNE
train_ds = raw_train_ds.map(vectorize_text).cache().prefetch(buffer_size=AUTOTUNE)
val_ds = raw_val_ds.map(vectorize_text).cache().prefetch(buffer_size=AUTOTUNE)

embedding_dim = 16
model = tf.keras.Sequential(
    [
        layers.Embedding(max_features, embedding_dim),
        layers.Dropout(0.2),
        layers.GlobalAveragePooling1D(),
        layers.Dropout(0.2),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(
    loss=losses.BinaryCrossentropy(),
    optimizer=tf.keras.optimizers.Adam(1e-2),
    metrics=[tf.metrics.BinaryAccuracy(threshold=0.5)],
)
history = model.fit(train_ds, validation_data=val_ds, epochs=4, verbose=2)
model.summary()

loss, accuracy = model.evaluate(val_ds, verbose=0)
print(f"loss {loss:.3f} accuracy {accuracy:.3f}")

# Put the vectorizer in front of the model, so that it takes raw strings.
export_model = tf.keras.Sequential([vectorize_layer, model])
export_model.compile(loss=losses.BinaryCrossentropy(), optimizer="adam", metrics=["accuracy"])
examples = tf.constant(["The movie was great and lovely", "The plot was dull and boring"])
print(np.round(export_model.predict(examples, verbose=0), 3))
print("best epoch", int(np.argmin(history.history["val_loss"])) + 1)

"""Image captioning: a small convnet gives the initial state of a GRU decoder over caption tokens."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

COLORS = {"red": 0, "green": 1, "blue": 2}
SIZES = {"small": 5, "large": 11}
IMG = 20
rng = np.random.default_rng(8)


def example():
    color = rng.choice(list(COLORS))
    size = rng.choice(list(SIZES))
    image = rng.integers(0, 30, (IMG, IMG, 3)).astype("float32")
    s = SIZES[size]
    r, c = rng.integers(0, IMG - s, 2)
    image[r : r + s, c : c + s, COLORS[color]] = 230
    side = "left" if c + s / 2 < IMG / 2 else "right"
    return image, f"<start> a {size} {color} square on the {side} <end>"


images, captions = zip(*(example() for _ in range(320)))
images = np.stack(images)
captions = list(captions)

vectorization = layers.TextVectorization(standardize=None, output_sequence_length=11)
vectorization.adapt(captions)
vocab = vectorization.get_vocabulary()
vocab_size = len(vocab)
index = {w: i for i, w in enumerate(vocab)}


def prepare(image, caption):
    tokens = vectorization(caption)
    return {"image": image, "tokens": tokens[:-1]}, tokens[1:]


dataset = (
    tf.data.Dataset.from_tensor_slices((images, captions))
    .shuffle(320)
    .map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
    .batch(32)
    .prefetch(tf.data.AUTOTUNE)
)
train_ds, val_ds = dataset.take(8), dataset.skip(8)


def build_model(units=48):
    image = keras.Input(shape=(IMG, IMG, 3), name="image")
    x = layers.Rescaling(1.0 / 255)(image)
    x = layers.Conv2D(16, 3, strides=2, activation="relu")(x)
    x = layers.Conv2D(16, 3, strides=2, activation="relu")(x)
    x = layers.Flatten()(x)
    features = layers.Dense(units, activation="tanh", name="image_features")(x)

    tokens = keras.Input(shape=(None,), dtype="int64", name="tokens")
    t = layers.Embedding(vocab_size, 24)(tokens)
    t = layers.GRU(units, return_sequences=True)(t, initial_state=features)
    logits = layers.Dense(vocab_size, name="logits")(t)
    return keras.Model(inputs={"image": image, "tokens": tokens}, outputs=logits)


def masked_loss(y_true, y_pred):
    loss = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)
    mask = tf.cast(y_true != 0, loss.dtype)
    return tf.reduce_sum(loss * mask) / tf.reduce_sum(mask)


def masked_acc(y_true, y_pred):
    pred = tf.argmax(y_pred, axis=-1)
    match = tf.cast(tf.cast(y_true, pred.dtype) == pred, tf.float32)
    mask = tf.cast(y_true != 0, tf.float32)
    return tf.reduce_sum(match * mask) / tf.reduce_sum(mask)


caption_model = build_model()
caption_model.compile(optimizer=keras.optimizers.Adam(5e-3), loss=masked_loss, metrics=[masked_acc])
caption_model.fit(train_ds, validation_data=val_ds, epochs=3, verbose=2)


def describe(image, max_words=9):
    words = [index["<start>"]]
    for _ in range(max_words):
        logits = caption_model(
            {"image": tf.constant(image[None]), "tokens": tf.constant([words], dtype=tf.int64)}, training=False
        )
        next_word = int(tf.argmax(logits[0, -1]))
        if vocab[next_word] == "<end>":
            break
        words.append(next_word)
    return " ".join(vocab[w] for w in words[1:])


for i in range(2):
    print("truth:", captions[i], "| model:", describe(images[i]))

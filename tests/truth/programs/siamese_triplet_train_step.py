"""Siamese network with triplet loss; the dataset yields (anchor, positive, negative) tuples."""

import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, Sequential, layers, metrics, optimizers

target_shape = (20, 20)
MARGIN = 0.5


def draw(kind, rng):
    img = rng.integers(0, 40, target_shape + (3,)).astype("float32")
    channel = kind % 3
    if kind < 3:
        img[5:15, 5:15, channel] = 220
    else:
        img[::2, :, channel] = 220
    return img


def make_triplets(n, seed):
    rng = np.random.default_rng(seed)
    a, p, q = [], [], []
    for _ in range(n):
        k, other = rng.choice(6, size=2, replace=False)
        a.append(draw(k, rng))
        p.append(draw(k, rng))
        q.append(draw(other, rng))
    return np.stack(a), np.stack(p), np.stack(q)


def preprocess(image):
    return tf.image.convert_image_dtype(tf.cast(image, tf.uint8), tf.float32)


def preprocess_triplets(anchor, positive, negative):
    return preprocess(anchor), preprocess(positive), preprocess(negative)


def to_dataset(arrays):
    parts = tuple(tf.data.Dataset.from_tensor_slices(x) for x in arrays)
    dataset = tf.data.Dataset.zip(parts)
    return (
        dataset.map(preprocess_triplets, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(8)
    )


embedding = Sequential(
    [
        layers.Input(shape=target_shape + (3,)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(16, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(16),
    ],
    name="Embedding",
)


class DistanceLayer(layers.Layer):
    """Squared distances between anchor and positive and between anchor and negative."""

    def call(self, anchor, positive, negative):
        ap_distance = tf.reduce_sum(tf.square(anchor - positive), -1)
        an_distance = tf.reduce_sum(tf.square(anchor - negative), -1)
        return ap_distance, an_distance


anchor_input = layers.Input(name="anchor", shape=target_shape + (3,))
positive_input = layers.Input(name="positive", shape=target_shape + (3,))
negative_input = layers.Input(name="negative", shape=target_shape + (3,))

distances = DistanceLayer()(
    embedding(anchor_input), embedding(positive_input), embedding(negative_input)
)
siamese_network = Model(inputs=[anchor_input, positive_input, negative_input], outputs=distances)


class SiameseModel(Model):
    def __init__(self, siamese_network, margin=MARGIN):
        super().__init__()
        self.siamese_network = siamese_network
        self.margin = margin
        self.loss_tracker = metrics.Mean(name="loss")

    def call(self, inputs):
        return self.siamese_network(inputs)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self._compute_loss(data)
        gradients = tape.gradient(loss, self.siamese_network.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.siamese_network.trainable_weights))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}

    def test_step(self, data):
        self.loss_tracker.update_state(self._compute_loss(data))
        return {"loss": self.loss_tracker.result()}

    def _compute_loss(self, data):
        ap_distance, an_distance = self.siamese_network(data)
        return tf.maximum(ap_distance - an_distance + self.margin, 0.0)

    @property
    def metrics(self):
        return [self.loss_tracker]


train_dataset = to_dataset(make_triplets(160, 0))
val_dataset = to_dataset(make_triplets(48, 1))

siamese_model = SiameseModel(siamese_network)
siamese_model.compile(optimizer=optimizers.Adam(0.001))
siamese_model.fit(train_dataset, epochs=2, validation_data=val_dataset, verbose=2)

anchor, positive, negative = next(iter(val_dataset))
anchor_e, positive_e, negative_e = embedding(anchor), embedding(positive), embedding(negative)
cosine = metrics.CosineSimilarity()
positive_similarity = cosine(anchor_e, positive_e)
print("Positive similarity:", positive_similarity.numpy())
cosine.reset_state()
negative_similarity = cosine(anchor_e, negative_e)
print("Negative similarity:", negative_similarity.numpy())

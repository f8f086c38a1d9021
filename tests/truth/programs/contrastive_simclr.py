# SimCLR-like pretraining with image augmentation layers, then a linear probe on the frozen encoder.
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

IMAGE = 24
TEMPERATURE = 0.1


def get_augmenter(min_area, brightness):
    zoom = 1.0 - min_area**0.5
    return keras.Sequential(
        [
            layers.RandomFlip("horizontal"),
            layers.RandomTranslation(zoom / 2, zoom / 2),
            layers.RandomZoom((-zoom, 0.0), (-zoom, 0.0)),
            layers.RandomBrightness(brightness, value_range=(0.0, 1.0)),
        ]
    )


def get_encoder():
    return keras.Sequential(
        [
            layers.Conv2D(16, kernel_size=3, strides=2, activation="relu"),
            layers.Conv2D(16, kernel_size=3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dense(32, activation="relu"),
        ],
        name="encoder",
    )


class ContrastiveModel(keras.Model):
    def __init__(self, width=32):
        super().__init__()
        self.augmenter = get_augmenter(min_area=0.5, brightness=0.3)
        self.encoder = get_encoder()
        self.projection_head = keras.Sequential(
            [
                keras.Input(shape=(width,)),
                layers.Dense(width, activation="relu"),
                layers.Dense(16),
            ],
            name="projection_head",
        )
        self.contrastive_loss_tracker = keras.metrics.Mean(name="c_loss")
        self.contrastive_accuracy = keras.metrics.SparseCategoricalAccuracy(name="c_acc")

    @property
    def metrics(self):
        return [self.contrastive_loss_tracker, self.contrastive_accuracy]

    def contrastive_loss(self, p1, p2):
        p1 = ops.normalize(p1, axis=1)
        p2 = ops.normalize(p2, axis=1)
        similarities = ops.matmul(p1, ops.transpose(p2)) / TEMPERATURE
        labels = ops.arange(ops.shape(p1)[0])
        self.contrastive_accuracy.update_state(labels, similarities)
        self.contrastive_accuracy.update_state(labels, ops.transpose(similarities))
        loss_12 = keras.losses.sparse_categorical_crossentropy(
            labels, similarities, from_logits=True
        )
        loss_21 = keras.losses.sparse_categorical_crossentropy(
            labels, ops.transpose(similarities), from_logits=True
        )
        return ops.mean(loss_12 + loss_21) / 2

    def train_step(self, images):
        view_1 = self.augmenter(images, training=True)
        view_2 = self.augmenter(images, training=True)
        with tf.GradientTape() as tape:
            p1 = self.projection_head(self.encoder(view_1, training=True), training=True)
            p2 = self.projection_head(self.encoder(view_2, training=True), training=True)
            loss = self.contrastive_loss(p1, p2)
        weights = self.encoder.trainable_weights + self.projection_head.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.contrastive_loss_tracker.update_state(loss)
        return {m.name: m.result() for m in self.metrics}


def make_data(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 4, n)
    x = rng.uniform(0.0, 0.2, size=(n, IMAGE, IMAGE, 3)).astype("float32")
    for i, k in enumerate(y):
        size = 6 + 3 * (k // 2)
        r, c = rng.integers(2, IMAGE - size - 2, 2)
        x[i, r : r + size, c : c + size, k % 2] += 0.7
    return x, y


def main():
    x, y = make_data(320, 0)
    x_test, y_test = make_data(96, 1)
    unlabeled = tf.data.Dataset.from_tensor_slices(x).shuffle(320).batch(64, drop_remainder=True)

    pretraining_model = ContrastiveModel()
    pretraining_model.compile(optimizer=keras.optimizers.Adam(1e-3))
    pretraining_model.fit(unlabeled, epochs=2, verbose=2)

    encoder = pretraining_model.encoder
    encoder.trainable = False
    probe = keras.Sequential([keras.Input((IMAGE, IMAGE, 3)), encoder, layers.Dense(4)])
    probe.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    probe.fit(x, y, epochs=3, batch_size=32, validation_data=(x_test, y_test), verbose=2)


if __name__ == "__main__":
    main()

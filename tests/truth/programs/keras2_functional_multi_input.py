"""tf.keras 2.15 functional model with image and metadata inputs, summary, Sequence data, callbacks."""
import math

import numpy as np
from tensorflow.keras import backend as K
from tensorflow.keras import optimizers
from tensorflow.keras.callbacks import EarlyStopping, ReduceLROnPlateau
from tensorflow.keras.layers import (
    Activation,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    Lambda,
    MaxPooling2D,
)
from tensorflow.keras.models import Model
from tensorflow.keras.utils import Sequence, to_categorical

NUM_CLASSES = 4
IMAGE_SHAPE = (16, 16, 3)


class PairSequence(Sequence):
    """Batches of ([image, metadata], one-hot label)."""

    def __init__(self, n, batch_size, seed):
        rng = np.random.default_rng(seed)
        self.batch_size = batch_size
        self.labels = rng.integers(0, NUM_CLASSES, n)
        self.meta = rng.normal(size=(n, 3)).astype("float32")
        self.meta[:, 0] += self.labels % 2
        self.images = rng.integers(0, 100, size=(n,) + IMAGE_SHAPE).astype("uint8")
        self.images[self.labels >= 2, 4:12, 4:12] += 120

    def __len__(self):
        return math.ceil(len(self.labels) / self.batch_size)

    def __getitem__(self, index):
        rows = slice(index * self.batch_size, (index + 1) * self.batch_size)
        images = self.images[rows].astype("float32") / 255.0
        targets = to_categorical(self.labels[rows], NUM_CLASSES)
        return [images, self.meta[rows]], targets


def conv_bn_relu(x, filters):
    x = Conv2D(filters, (3, 3), padding="same", use_bias=False)(x)
    x = BatchNormalization()(x)
    x = Activation("relu")(x)
    return MaxPooling2D((2, 2))(x)


def build_model():
    image = Input(shape=IMAGE_SHAPE, name="image")
    meta = Input(shape=(3,), name="meta")
    x = conv_bn_relu(image, 8)
    x = conv_bn_relu(x, 16)
    x = Flatten()(x)
    m = Dense(8, activation="tanh")(meta)
    m = Lambda(lambda t: K.l2_normalize(t, axis=-1), name="unit_length")(m)
    h = Concatenate()([x, m])
    h = Dense(32, activation="relu")(h)
    h = Dropout(0.25)(h)
    out = Dense(NUM_CLASSES, activation="softmax", name="class")(h)
    return Model(inputs=[image, meta], outputs=out)


def main():
    train, val = PairSequence(256, 32, 0), PairSequence(64, 32, 1)
    model = build_model()
    model.summary()
    model.compile(
        optimizer=optimizers.legacy.SGD(learning_rate=0.01, decay=1e-4, momentum=0.9),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(
        train,
        validation_data=val,
        epochs=3,
        callbacks=[
            EarlyStopping(monitor="val_loss", patience=3),
            ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=1),
        ],
        verbose=2,
    )
    print("learning rate", K.get_value(model.optimizer.learning_rate))
    print("best val accuracy", max(history.history["val_accuracy"]))
    (images, meta), targets = val[0]
    pred = model.predict([images, meta], verbose=0)
    print("first batch accuracy", float(np.mean(pred.argmax(1) == targets.argmax(1))))


if __name__ == "__main__":
    main()

# about: models whose data is not here and may have any form: what their code tells all the same
import math

import acme_data
#^^^^^^^^^^^^^^^ KL901 information: 'acme_data' is not installed
import keras
import tensorflow as tf
from keras import layers


class Downscale(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.convolution = layers.Conv2D(filters, 3, padding="same")
        self.normalize = layers.BatchNormalization()
        self.pool = layers.MaxPool2D(2)

    def call(self, tensor):
        kept = self.normalize(self.convolution(tensor))
        # hint: Conv2D (None, ?, ?, ?) → (None, ?, ?, 16)
        # hint: BatchNormalization (None, ?, ?, 16) → (None, ?, ?, 16) · 64
        # hint: Conv2D (None, ?, ?, 16) → (None, ?, ?, 32) · 4640
        # hint: BatchNormalization (None, ?, ?, 32) → (None, ?, ?, 32) · 128
        return kept, self.pool(kept)
        # hint: MaxPooling2D (None, ?, ?, 16) → (None, ?, ?, 16) · 0
        # hint: MaxPooling2D (None, ?, ?, 32) → (None, ?, ?, 32) · 0


class Depths(keras.Model):
    def __init__(self):
        super().__init__()
        self.down = [Downscale(16), Downscale(32)]
        self.last = keras.Sequential([layers.GlobalMaxPooling2D(), layers.Dense(4)])
        # hint: GlobalMaxPooling2D (None, ?, ?, 32) → (None, 32) · 0
        # hint: Dense (None, 32) → (None, 4) · 132

    def train_step(self, batch):
        image, target = batch
        with tf.GradientTape() as tape:
            found = self(image, training=True)  # hint: Depths (None, ?, ?, ?) → (None, 4)
            loss = tf.reduce_mean(tf.abs(target - found))  # hint: Subtract ?, (None, 4) → ?
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}

    def call(self, tensor):
        for block in self.down:
            _, tensor = block(tensor)
            # hint: Downscale (None, ?, ?, ?) → (None, ?, ?, 16), (None, ?, ?, 16)
            # hint: Downscale (None, ?, ?, 16) → (None, ?, ?, 32), (None, ?, ?, 32)
        return self.last(tensor)  # hint: Sequential (None, ?, ?, 32) → (None, 4)


depths = Depths()
depths.compile("adam")
depths.fit(acme_data.images(), epochs=2)


class Words(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.words = layers.Embedding(1000, width)
        self.places = layers.Embedding(64, width)

    def call(self, tokens):
        length = tf.shape(tokens)[-1]
        places = self.places(tf.range(0, length))  # hint: Embedding (None,) → (None, 32) · 2048
        return self.words(tokens) + places  # hint: Embedding ? → ?; Add ?, (None, 32) → ?


class Scale(layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],))

    def call(self, inputs):
        return inputs * self.scale  # hint: Multiply ? → ?


class Reader(keras.Model):
    def __init__(self):
        super().__init__()
        self.read = Words(32)
        self.scale = Scale()
        self.recurrent = layers.LSTM(8)
        self.decide = layers.Dense(2)

    def call(self, batch):
        tokens = tf.cast(batch["tokens"], "int32")  # hint: GetItem ? → ?
        return self.decide(self.recurrent(self.scale(self.read(tokens))))
        # hint: Words ? → ?
        # hint: Scale ? → (None, ?, ?) · ?
        # hint: LSTM (None, ?, ?) → (None, 8)
        # hint: Dense (None, 8) → (None, 2) · 18


reader = Reader()  # hint: Reader ? → (None, 2)
reader.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
reader.fit(acme_data.texts())


class Batches(keras.utils.PyDataset):
    def __init__(self, frame):
        super().__init__()
        self.frame = frame

    def __len__(self):
        return math.ceil(len(self.frame) / 8)

    def __getitem__(self, index):
        return self.frame[index], self.frame[index]


class Plain(keras.Model):
    def __init__(self):
        super().__init__()
        self.convolution = layers.Conv1D(4, 3)
        self.dense = layers.Dense(3)

    def call(self, inputs):
        return self.dense(self.convolution(inputs))
        # hint: Conv1D (None, ?, ?) → (None, ?, 4)
        # hint: Dense (None, ?, 4) → (None, ?, 3) · 15


plain = Plain()  # hint: Plain (None, ?, ?) → (None, ?, 3)
plain.compile("adam", "mse")
plain.fit(Batches(acme_data.table()))

# A model of which a part is called on what is not known, and nothing else.
side = layers.Conv2D(6, 1)  # hint: Conv2D (None, ?, ?, ?) → (None, ?, ?, 6)
side(acme_data.images())

# What is not known, beside a tensor of a model.
sequence = keras.Input((20,))  # hint: InputLayer → (None, 20)
embedded = layers.Embedding(100, 32)(sequence)
# hint: Embedding (None, 20) → (None, 20, 32) · 3200
positions = acme_data.positions()
one = embedded + positions  # hint: Add (None, 20, 32), ? → ?
other = positions * embedded  # hint: Multiply ?, (None, 20, 32) → ?
both = layers.Add()([one, other])  # hint: Add ?, ? → ?
parts = []
for step in range(2):
    parts.append(both[:, step])  # hint: GetItem ? → ?; GetItem ? → ?
flat = layers.Flatten()(layers.concatenate(parts))
# hint: Concatenate ?, ? → ?
# hint: Flatten ? → (None, ?)
model = keras.Model(sequence, layers.Dense(3)(flat))  # hint: Dense (None, ?) → (None, 3)

# A named size beside a shape that is not known.
classes = len(acme_data.classes())
inner = keras.Sequential([keras.Input((16,)), layers.Dense(classes)])
# hint: InputLayer → (None, 16)
# hint: Dense (None, 16) → (None, classes) · ?
unranked = keras.Input(shape=acme_data.images().shape[1:])  # hint: InputLayer → ?
outer = keras.Model(unranked, layers.Dense(3)(inner(unranked)))
# hint: Sequential ? → (None, classes) · ?
# hint: Dense (None, classes) → (None, 3) · ?
# model depths: at least 4964, 4868 trainable, not built
# model sequential: at least 132, not built
# model reader: at least 2066, not built
# model plain: at least 15, not built
# model model: at least 3200, not built
# model inner: at least 0
# model outer: at least 3

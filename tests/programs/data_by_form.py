# about: data that is not here has the form that the program itself gives to it, and shows the
#     layers of a model that nothing else calls
import os

import keras
import tensorflow as tf
from keras import layers

files = sorted(os.listdir("photos"))
#              ^^^^^^^^^^^^^^^^^^^^ KL901 information: 'photos' does not exist; what is read from it is not known here.
labels = [name.split("_")[0] for name in files]


def read(path, label):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.resize(image, (96, 128)) / 255.0, label


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3)
        self.pool = layers.GlobalAveragePooling2D()
        self.out = layers.Dense(5)

    def call(self, x):
        return self.out(self.pool(self.conv(x)))
        # hint: Conv2D (None, 96, 128, 3) → (None, 94, 126, 8) · 224
        # hint: GlobalAveragePooling2D (None, 94, 126, 8) → (None, 8) · 0
        # hint: Dense (None, 8) → (None, 5) · 45


def dataset(paths, labels):
    data = tf.data.Dataset.from_tensor_slices((paths, labels))
    return data.shuffle(100).map(read, num_parallel_calls=4).batch(16).prefetch(1)


train = dataset(files, labels)
net = Net()  # hint: Net (None, 96, 128, 3) → (None, 5) · 269
net.compile("adam", "sparse_categorical_crossentropy")
net.fit(train, epochs=2)

plain = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
# hint: Conv2D (None, 96, 128, 3) → (None, 94, 126, 4) · 112
# hint: Flatten (None, 94, 126, 4) → (None, 47376) · 0
# hint: Dense (None, 47376) → (None, 2) · 94754
plain.compile("adam", "mse")
plain.fit(train)
for images, classes in train.take(1):
    print(images.shape, classes)


def parse(example):
    parsed = tf.io.parse_single_example(example, {"x": tf.io.FixedLenFeature((7,), tf.float32)})
    return parsed["x"], tf.reduce_sum(parsed["x"])


records = tf.data.TFRecordDataset(files).map(parse).batch(8, drop_remainder=True)
table = keras.Sequential([layers.Dense(3), layers.Dense(1)])
# hint: Dense (None, 7) → (None, 3) · 24
# hint: Dense (None, 3) → (None, 1) · 4
table.compile("adam", "mse")
table.fit(records)

vectors = tf.data.Dataset.from_tensor_slices(files).map(
    lambda name: {"name": name, "vector": tf.ensure_shape(tf.io.decode_raw(name, "float32"), (9,))}
)
pairs = tf.data.Dataset.zip((vectors, tf.data.Dataset.range(10))).padded_batch(4).unbatch()
pairs = pairs.map(lambda both, number: (both["vector"], number)).batch(4)
paired = keras.Sequential([layers.Reshape((3, 3)), layers.Dense(2)])
# hint: Reshape (None, None) → (None, 3, 3) · 0
# hint: Dense (None, 3, 3) → (None, 3, 2) · 8
paired.compile("adam", "mse")
paired.fit(pairs)

# What a function gives of texts and of numbers is not the same: nothing is known.
both = tf.data.Dataset.from_tensor_slices(labels).map(lambda x: (x, x)).batch(2)
nothing = keras.Sequential([layers.Dense(3)])  # hint: Dense ? → ?
nothing.compile("adam", "mse")
nothing.fit(both)
# model net: 269
# model plain: 94866
# model table: 28
# model paired: 8
# model nothing: ?

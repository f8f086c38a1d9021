# about: TensorFlow Datasets that are not on this machine: their features tell the shapes
import keras
from keras import layers
import tensorflow as tf
import tensorflow_datasets as tfds

(train, test), info = tfds.load("mnist", split=["train", "test[:50%]"], as_supervised=True, with_info=True)
classes = info.features["label"].num_classes
train = train.map(lambda image, label: (tf.cast(image, tf.float32) / 255.0, label)).batch(32)
model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(classes)])
# hint: InputLayer → (None, 28, 28, 1)
# hint: Flatten (None, 28, 28, 1) → (None, 784) · 0
# hint: Dense (None, 784) → (None, 10) · 7850
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(train, epochs=2)
everything = tfds.load("cats_vs_dogs", batch_size=8)
model.fit(test)
#^^^^^^^^^^^^^^ KL401 error: `test` of shape (None, 28, 1): it takes (None, 28, 28, 1)
# from: model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(classes)])
# from: (train, test), info = tfds.load("mnist", split=["train", "test[:50%]"], as_supervised=True, with_info=True)
count = info.splits["train"].num_examples
b = tfds.builder("cifar10")
b.download_and_prepare()
c = b.as_dataset(split="train", as_supervised=True)
model.fit(c.batch(4))
#^^^^^^^^^^^^^^^^^^^^ KL401 error: `model.fit`: the model cannot take data of shape (None, 32, 32, 3): it takes (None, 28, 28, 1).
# from: model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(classes)])
whole, labels = tfds.load("mnist", split="train", batch_size=-1, as_supervised=True)
model.fit(tfds.as_numpy(whole) / 255.0, tfds.as_numpy(labels))
# model model: 7850

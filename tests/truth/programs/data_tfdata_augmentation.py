"""tf.data pipeline with augmentation written with tf.image, mixup between batches, and class predictions."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

AUTO = tf.data.AUTOTUNE
IMG = 24
NUM_CLASSES = 3
BATCH = 32


def load(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, NUM_CLASSES, n)
    x = rng.integers(0, 90, (n, IMG, IMG, 3))
    for i, k in enumerate(y):
        r, c = rng.integers(0, IMG - 10, 2)
        x[i, r : r + 10, c : c + 10, k] += 140
    return x.astype("uint8"), y


def prepare(image, label):
    image = tf.image.convert_image_dtype(image, tf.float32)
    return image, tf.one_hot(label, NUM_CLASSES)


def augment(image, label):
    image = tf.image.resize_with_crop_or_pad(image, IMG + 6, IMG + 6)
    image = tf.image.random_crop(image, size=[IMG, IMG, 3])
    image = tf.image.random_flip_left_right(image)
    image = tf.image.random_brightness(image, max_delta=0.1)
    image = tf.clip_by_value(image, 0.0, 1.0)
    return image, label


def sample_beta_distribution(size, concentration_0=0.2, concentration_1=0.2):
    gamma_1_sample = tf.random.gamma(shape=[size], alpha=concentration_1)
    gamma_2_sample = tf.random.gamma(shape=[size], alpha=concentration_0)
    return gamma_1_sample / (gamma_1_sample + gamma_2_sample + 1e-8)


def mix_up(ds_one, ds_two, alpha=0.2):
    images_one, labels_one = ds_one
    images_two, labels_two = ds_two
    batch_size = tf.shape(images_one)[0]
    l = sample_beta_distribution(batch_size, alpha, alpha)
    x_l = tf.reshape(l, (batch_size, 1, 1, 1))
    y_l = tf.reshape(l, (batch_size, 1))
    images = images_one * x_l + images_two * (1 - x_l)
    labels = labels_one * y_l + labels_two * (1 - y_l)
    return images, labels


def train_pipeline(x, y):
    base = tf.data.Dataset.from_tensor_slices((x, y)).map(prepare, num_parallel_calls=AUTO).cache()

    def branch(seed):
        return base.shuffle(len(x), seed=seed).map(augment, num_parallel_calls=AUTO).batch(BATCH)

    zipped = tf.data.Dataset.zip((branch(1), branch(2)))
    return zipped.map(mix_up, num_parallel_calls=AUTO).prefetch(AUTO)


def get_model():
    return keras.Sequential(
        [
            layers.Input((IMG, IMG, 3)),
            layers.Conv2D(16, 5, strides=2, activation="relu"),
            layers.SeparableConv2D(32, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(32, activation="relu"),
            layers.Dense(NUM_CLASSES, activation="softmax"),
        ]
    )


x_train, y_train = load(320, 0)
x_val, y_val = load(96, 1)
train_ds = train_pipeline(x_train, y_train)
val_ds = tf.data.Dataset.from_tensor_slices((x_val, y_val)).map(prepare).batch(BATCH)

images, targets = next(iter(train_ds))
print("batch", images.shape, targets.shape, "label sums", np.unique(np.round(targets.numpy().sum(1), 3)))

model = get_model()
model.compile(
    loss=keras.losses.CategoricalCrossentropy(),
    optimizer=keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(5e-3, decay_steps=3 * 10, warmup_target=None)
    ),
    metrics=["accuracy"],
)
model.fit(train_ds, validation_data=val_ds, epochs=3, verbose=2)

confusion = tf.math.confusion_matrix(y_val, model.predict(val_ds, verbose=0).argmax(axis=1))
print(confusion.numpy())

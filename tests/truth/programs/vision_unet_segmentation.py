# U-Net for segmentation with three classes; images and masks are produced together, augmentation flips both.
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

IMG = 32
CLASSES = 3
BATCH = 16


def synth(n, seed):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 60, (n, IMG, IMG, 3)).astype("uint8")
    masks = np.zeros((n, IMG, IMG, 1), dtype="uint8")
    for i in range(n):
        for cls, channel in ((1, 0), (2, 2)):
            h, w = rng.integers(6, 14, 2)
            r, c = rng.integers(0, IMG - h), rng.integers(0, IMG - w)
            images[i, r : r + h, c : c + w] = 30
            images[i, r : r + h, c : c + w, channel] = 220
            masks[i, r : r + h, c : c + w] = cls
    return images, masks


def normalize(image, mask):
    return tf.cast(image, tf.float32) / 255.0, tf.cast(mask, tf.int32)


def augment(image, mask):
    if tf.random.uniform(()) > 0.5:
        image = tf.image.flip_left_right(image)
        mask = tf.image.flip_left_right(mask)
    return image, mask


train_ds = (
    tf.data.Dataset.from_tensor_slices(synth(160, 0))
    .map(normalize, num_parallel_calls=tf.data.AUTOTUNE)
    .cache()
    .shuffle(160)
    .map(augment, num_parallel_calls=tf.data.AUTOTUNE)
    .batch(BATCH)
    .prefetch(tf.data.AUTOTUNE)
)
val_ds = tf.data.Dataset.from_tensor_slices(synth(48, 1)).map(normalize).batch(BATCH)


def double_conv_block(x, n_filters):
    x = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    x = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    return x


def downsample_block(x, n_filters):
    f = double_conv_block(x, n_filters)
    p = layers.MaxPool2D(2)(f)
    p = layers.Dropout(0.1)(p)
    return f, p


def upsample_block(x, conv_features, n_filters):
    x = layers.Conv2DTranspose(n_filters, 3, 2, padding="same")(x)
    x = layers.concatenate([x, conv_features])
    x = layers.Dropout(0.1)(x)
    return double_conv_block(x, n_filters)


def build_unet_model():
    inputs = layers.Input(shape=(IMG, IMG, 3))
    f1, p1 = downsample_block(inputs, 8)
    f2, p2 = downsample_block(p1, 16)
    bottleneck = double_conv_block(p2, 32)
    u3 = upsample_block(bottleneck, f2, 16)
    u4 = upsample_block(u3, f1, 8)
    outputs = layers.Conv2D(CLASSES, 1, padding="same", activation="softmax")(u4)
    return keras.Model(inputs, outputs, name="U-Net")


unet_model = build_unet_model()
unet_model.compile(
    optimizer=keras.optimizers.Adam(2e-3),
    loss="sparse_categorical_crossentropy",
    metrics=[
        "accuracy",
        keras.metrics.MeanIoU(num_classes=CLASSES, sparse_y_pred=False, name="mean_iou"),
    ],
)
history = unet_model.fit(train_ds, epochs=3, validation_data=val_ds, verbose=2)


def create_mask(pred_mask):
    pred_mask = tf.argmax(pred_mask, axis=-1)
    return pred_mask[..., tf.newaxis]


for image, mask in val_ds.take(1):
    pred = create_mask(unet_model.predict(image, verbose=0))
    agreement = tf.reduce_mean(tf.cast(tf.cast(pred, tf.int32) == mask, tf.float32))
    print("pixel agreement", float(agreement))
print("val mean IoU per epoch", [round(v, 3) for v in history.history["val_mean_iou"]])

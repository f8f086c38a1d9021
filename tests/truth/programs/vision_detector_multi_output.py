"""One-object detector with a class head and a box head, losses and metrics given as dicts."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops

IMG_SIZE = 32
CLASS_NAMES = ["square", "cross"]


def render(rng):
    image = rng.integers(0, 50, (IMG_SIZE, IMG_SIZE, 3)).astype("uint8")
    size = int(rng.integers(8, 15))
    top, left = rng.integers(0, IMG_SIZE - size, 2)
    label = int(rng.integers(0, len(CLASS_NAMES)))
    region = image[top : top + size, left : left + size]
    if label == 0:
        region[:] = 230
    else:
        mid = size // 2
        region[mid - 1 : mid + 2, :] = 230
        region[:, mid - 1 : mid + 2] = 230
    box = np.array([left, top, left + size, top + size], dtype="float32") / IMG_SIZE
    return image, label, box


def make_dataset(n, seed, batch_size=32):
    rng = np.random.default_rng(seed)
    images, labels, boxes = map(np.array, zip(*(render(rng) for _ in range(n))))
    targets = {"class_output": labels.astype("int32"), "box_output": boxes}
    ds = tf.data.Dataset.from_tensor_slices((images, targets))
    ds = ds.map(lambda im, t: (tf.cast(im, tf.float32) / 255.0, t))
    return ds.shuffle(n, seed=seed).batch(batch_size).prefetch(tf.data.AUTOTUNE)


def iou_metric(y_true, y_pred):
    """Mean intersection over union of normalised corner boxes."""
    x1 = ops.maximum(y_true[:, 0], y_pred[:, 0])
    y1 = ops.maximum(y_true[:, 1], y_pred[:, 1])
    x2 = ops.minimum(y_true[:, 2], y_pred[:, 2])
    y2 = ops.minimum(y_true[:, 3], y_pred[:, 3])
    inter = ops.maximum(x2 - x1, 0.0) * ops.maximum(y2 - y1, 0.0)
    area_true = (y_true[:, 2] - y_true[:, 0]) * (y_true[:, 3] - y_true[:, 1])
    area_pred = ops.maximum(y_pred[:, 2] - y_pred[:, 0], 0.0) * ops.maximum(
        y_pred[:, 3] - y_pred[:, 1], 0.0
    )
    return inter / (area_true + area_pred - inter + 1e-7)


def build_model():
    inputs = layers.Input(shape=(IMG_SIZE, IMG_SIZE, 3), name="image")
    x = inputs
    for filters in (8, 16, 32):
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        x = layers.MaxPool2D(2)(x)
    x = layers.Flatten()(x)
    shared = layers.Dense(64, activation="relu")(x)
    class_output = layers.Dense(len(CLASS_NAMES), activation="softmax", name="class_output")(shared)
    box_output = layers.Dense(4, activation="sigmoid", name="box_output")(shared)
    return keras.Model(inputs, {"class_output": class_output, "box_output": box_output}, name="detector")


if __name__ == "__main__":
    train_ds = make_dataset(320, 0)
    val_ds = make_dataset(64, 1)
    model = build_model()
    model.compile(
        optimizer="adam",
        loss={"class_output": "sparse_categorical_crossentropy", "box_output": keras.losses.Huber()},
        loss_weights={"class_output": 1.0, "box_output": 10.0},
        metrics={"class_output": ["accuracy"], "box_output": [iou_metric, "mae"]},
    )
    model.summary()
    model.fit(
        train_ds,
        validation_data=val_ds,
        epochs=2,
        callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=1)],
        verbose=2,
    )
    batch, truth = next(iter(val_ds))
    pred = model.predict(batch[:3], verbose=0)
    for i in range(3):
        name = CLASS_NAMES[int(pred["class_output"][i].argmax())]
        print(name, np.round(pred["box_output"][i], 2), np.round(truth["box_output"][i], 2))

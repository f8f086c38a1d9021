# Two-phase transfer learning with keras.applications (random weights here), frozen backbone first, then partly unfrozen.
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input

IMG_SIZE = (32, 32)
IMG_SHAPE = IMG_SIZE + (3,)
BATCH_SIZE = 16


def fake_photos(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, size=n)
    x = rng.integers(0, 120, size=(n, *IMG_SHAPE))
    x[y == 1, 8:24, 8:24, :] += 120
    return x.astype("uint8"), y.astype("float32")


def pipeline(n, seed, training=False):
    ds = tf.data.Dataset.from_tensor_slices(fake_photos(n, seed))
    if training:
        ds = ds.shuffle(n)
    return ds.batch(BATCH_SIZE).prefetch(tf.data.AUTOTUNE)


train_dataset = pipeline(64, 0, training=True)
validation_dataset = pipeline(32, 1)

data_augmentation = keras.Sequential(
    [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)], name="augmentation"
)

base_model = MobileNetV2(input_shape=IMG_SHAPE, include_top=False, weights=None, alpha=0.35)
base_model.trainable = False

inputs = keras.Input(shape=IMG_SHAPE)
x = data_augmentation(inputs)
x = preprocess_input(x)
# training=False keeps the batch statistics fixed, also later when layers are unfrozen
x = base_model(x, training=False)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)

base_learning_rate = 0.001
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=base_learning_rate),
    loss=keras.losses.BinaryCrossentropy(),
    metrics=[keras.metrics.BinaryAccuracy(threshold=0.5, name="accuracy")],
)
print("trainable variables, head only:", len(model.trainable_variables))
initial_epochs = 1
history = model.fit(
    train_dataset, epochs=initial_epochs, validation_data=validation_dataset, verbose=2
)

# Fine-tuning: unfreeze the top of the backbone, but keep BatchNormalization frozen.
base_model.trainable = True
fine_tune_at = len(base_model.layers) - 12
for layer in base_model.layers[:fine_tune_at]:
    layer.trainable = False
for layer in base_model.layers[fine_tune_at:]:
    if isinstance(layer, layers.BatchNormalization):
        layer.trainable = False

model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=base_learning_rate / 10),
    loss=keras.losses.BinaryCrossentropy(),
    metrics=[keras.metrics.BinaryAccuracy(threshold=0.5, name="accuracy")],
)
print("trainable variables, fine-tuning:", len(model.trainable_variables))
history_fine = model.fit(
    train_dataset,
    epochs=initial_epochs + 1,
    initial_epoch=history.epoch[-1] + 1,
    validation_data=validation_dataset,
    verbose=2,
)

image_batch, label_batch = next(validation_dataset.as_numpy_iterator())
predictions = model.predict_on_batch(image_batch).flatten()
predictions = tf.where(predictions < 0.5, 0, 1)
print("Predictions:", predictions.numpy())
print("Labels:     ", label_batch.astype(int))

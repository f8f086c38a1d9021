"""MirroredStrategy with fit: model, optimizer and metrics are created in the scope of the strategy."""
import numpy as np
import tensorflow as tf

BATCH_SIZE_PER_REPLICA = 32
EPOCHS = 3

strategy = tf.distribute.MirroredStrategy(devices=["/cpu:0"])
print("Number of devices: {}".format(strategy.num_replicas_in_sync))
BATCH_SIZE = BATCH_SIZE_PER_REPLICA * strategy.num_replicas_in_sync


def scale(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


def raw_dataset(n, seed):
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 3, n)
    image = rng.integers(0, 80, (n, 16, 16, 1)).astype("uint8")
    for i, k in enumerate(label):
        image[i, :, 5 * k : 5 * k + 5] += 150
    return tf.data.Dataset.from_tensor_slices((image, label))


options = tf.data.Options()
options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
train_dataset = raw_dataset(320, 0).map(scale).cache().shuffle(320).batch(BATCH_SIZE)
train_dataset = train_dataset.with_options(options)
eval_dataset = raw_dataset(96, 1).map(scale).batch(BATCH_SIZE).with_options(options)

with strategy.scope():
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Input(shape=(16, 16, 1)),
            tf.keras.layers.Conv2D(16, 3, activation="relu"),
            tf.keras.layers.MaxPooling2D(),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(32, activation="relu"),
            tf.keras.layers.Dense(3),
        ]
    )
    model.compile(
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer=tf.keras.optimizers.Adam(learning_rate=0.001),
        metrics=["accuracy"],
    )


def decay(epoch, lr):
    """Learning rate by epoch."""
    if epoch < 1:
        return 1e-3
    elif epoch < 2:
        return 5e-4
    return 1e-4


class PrintLR(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        lr = self.model.optimizer.learning_rate.numpy()
        print("  Learning rate for epoch {} is {:.5f}".format(epoch + 1, lr))


callbacks = [tf.keras.callbacks.LearningRateScheduler(decay), PrintLR()]
model.fit(train_dataset, epochs=EPOCHS, callbacks=callbacks, verbose=2)
eval_loss, eval_acc = model.evaluate(eval_dataset, verbose=0)
print("Eval loss: {:.4f}, Eval accuracy: {:.3f}".format(eval_loss, eval_acc))

predictions = tf.nn.softmax(model.predict(eval_dataset, verbose=0))
print("predictions", predictions.shape)

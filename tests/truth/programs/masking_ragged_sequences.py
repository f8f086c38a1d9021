"""Sequences of different lengths: ragged tensors to padded batches, Masking layer, mask passed to attention pooling."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops

PAD_VALUE = -10.0


class AttentionPooling(layers.Layer):
    """Weighted mean over time which ignores masked steps."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.score = layers.Dense(1)

    def call(self, inputs, mask=None):
        scores = ops.squeeze(self.score(inputs), axis=-1)
        if mask is not None:
            scores = scores + (1.0 - ops.cast(mask, scores.dtype)) * -1e9
        weights = ops.softmax(scores, axis=-1)
        return ops.sum(inputs * ops.expand_dims(weights, -1), axis=1)

    def compute_mask(self, inputs, mask=None):
        return None

    def compute_output_shape(self, input_shape):
        return (input_shape[0], input_shape[-1])


def make_sequences(n, seed):
    """Is the mean of the first feature positive?"""
    rng = np.random.default_rng(seed)
    sequences, labels = [], []
    for _ in range(n):
        length = rng.integers(3, 12)
        shift = rng.choice([-0.6, 0.6])
        seq = rng.normal(size=(length, 2)).astype("float32")
        seq[:, 0] += shift
        sequences.append(seq)
        labels.append(int(seq[:, 0].mean() > 0))
    return sequences, np.array(labels)


def to_dataset(sequences, labels, batch_size=32):
    ragged = tf.ragged.constant([s.tolist() for s in sequences], ragged_rank=1, dtype=tf.float32)
    ds = tf.data.Dataset.from_tensor_slices((ragged, labels))
    ds = ds.ragged_batch(batch_size) if hasattr(ds, "ragged_batch") else ds.batch(batch_size)
    # Every batch is padded to its own longest sequence.
    return ds.map(lambda x, y: (x.to_tensor(default_value=PAD_VALUE), y))


def lstm_model():
    return keras.Sequential(
        [
            keras.Input(shape=(None, 2)),
            layers.Masking(mask_value=PAD_VALUE),
            layers.LSTM(12),
            layers.Dense(1, activation="sigmoid"),
        ],
        name="lstm",
    )


def attention_model():
    inputs = keras.Input(shape=(None, 2))
    x = layers.Masking(mask_value=PAD_VALUE)(inputs)
    x = layers.GRU(12, return_sequences=True)(x)
    x = AttentionPooling()(x)
    outputs = layers.Dense(1, activation="sigmoid")(x)
    return keras.Model(inputs, outputs, name="attention")


def main():
    train = to_dataset(*make_sequences(300, 0))
    val = to_dataset(*make_sequences(100, 1))
    for x, y in train.take(1):
        print("padded batch", x.shape, y.shape)

    for model in (lstm_model(), attention_model()):
        model.compile(
            optimizer=keras.optimizers.Adam(1e-2), loss="binary_crossentropy", metrics=["accuracy"]
        )
        model.fit(train, validation_data=val, epochs=2, verbose=0)
        loss, acc = model.evaluate(val, verbose=0)
        print(f"{model.name}: loss {loss:.3f} accuracy {acc:.3f}")

    # More padding must not change the prediction.
    model = lstm_model()
    seq = make_sequences(1, 5)[0][0][None]
    longer = np.pad(seq, [(0, 0), (0, 4), (0, 0)], constant_values=PAD_VALUE)
    np.testing.assert_allclose(model(seq), model(longer), atol=1e-5)

    # The same with integer ids and mask_zero.
    ids = keras.utils.pad_sequences([[3, 1, 4], [1, 5], [9, 2, 6, 5]], padding="post")
    embedding = layers.Embedding(10, 4, mask_zero=True)
    print("mask\n", embedding.compute_mask(ops.convert_to_tensor(ids)))


if __name__ == "__main__":
    main()

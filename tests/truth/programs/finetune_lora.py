"""Fine-tune a small classifier with LoRA on Dense, Embedding and EinsumDense-based layers."""
import keras
import numpy as np
from keras import layers

VOCAB, LENGTH, CLASSES = 50, 12, 3


def make_task(n, seed, shift=0):
    """The class is decided by which third of the vocabulary is most frequent."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, n)
    x = rng.integers(0, 48, (n, LENGTH))
    for i, label in enumerate(y):
        group = (label + shift) % CLASSES
        x[i, :7] = rng.integers(group * 16, group * 16 + 16, 7)
        rng.shuffle(x[i])
    return x.astype("int32"), y


def build_backbone():
    tokens = keras.Input(shape=(LENGTH,), dtype="int32", name="tokens")
    h = layers.Embedding(VOCAB, 32, name="embedding")(tokens)
    att = layers.MultiHeadAttention(num_heads=2, key_dim=16, name="attention")(h, h)
    h = layers.LayerNormalization()(h + att)
    h = layers.GlobalAveragePooling1D()(h)
    h = layers.Dense(32, activation="relu", name="hidden")(h)
    return keras.Model(tokens, h, name="backbone")


def count(weights):
    return int(sum(np.prod(w.shape) for w in weights))


def main():
    keras.utils.set_random_seed(3)
    backbone = build_backbone()
    model = keras.Sequential([backbone, layers.Dense(CLASSES, activation="softmax", name="head")])
    model.compile(
        optimizer=keras.optimizers.Adam(3e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    x, y = make_task(400, 0)
    model.fit(x, y, epochs=3, batch_size=40, verbose=2)

    # The new task permutes the classes. Only low-rank updates and the head are trained.
    x2, y2 = make_task(300, 1, shift=1)
    print("before:", model.evaluate(x2, y2, verbose=0, return_dict=True))

    for layer in backbone.layers:
        layer.trainable = False
    embedding = backbone.get_layer("embedding")
    hidden = backbone.get_layer("hidden")
    frozen_kernel = hidden.kernel.numpy().copy()
    for layer in (embedding, hidden):
        layer.trainable = True
        layer.enable_lora(rank=4)

    print("trainable parameters:", count(model.trainable_weights), "of", count(model.weights))
    # Compile again so that the new set of trainable weights is used.
    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate=1e-2, weight_decay=0.0),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x2, y2, epochs=3, batch_size=30, verbose=2)
    print("after:", model.evaluate(x2, y2, verbose=0, return_dict=True))

    effective = hidden.kernel.numpy()
    print("change of the effective kernel:", float(np.abs(effective - frozen_kernel).max()))


if __name__ == "__main__":
    main()

"""Functional models with several inputs and outputs, and a shared encoder for text pairs."""
import numpy as np
import keras
from keras import layers

VOCAB, TAGS, DEPTS = 60, 5, 4


def ticket_model():
    """Rank support tickets by priority and route them to a department."""
    title = keras.Input(shape=(None,), name="title", dtype="int32")
    body = keras.Input(shape=(None,), name="body", dtype="int32")
    tags = keras.Input(shape=(TAGS,), name="tags")

    title_features = layers.LSTM(16)(layers.Embedding(VOCAB, 16)(title))
    body_features = layers.LSTM(16)(layers.Embedding(VOCAB, 16)(body))
    x = layers.concatenate([title_features, body_features, tags])

    priority = layers.Dense(1, name="priority")(x)
    department = layers.Dense(DEPTS, name="department")(x)
    return keras.Model(
        inputs=[title, body, tags],
        outputs={"priority": priority, "department": department},
        name="tickets",
    )


def train_tickets():
    rng = np.random.default_rng(0)
    n = 192
    data = {
        "title": rng.integers(1, VOCAB, size=(n, 6)),
        "body": rng.integers(1, VOCAB, size=(n, 14)),
        "tags": rng.integers(0, 2, size=(n, TAGS)).astype("float32"),
    }
    priority = (data["tags"].sum(axis=1, keepdims=True) > 2).astype("float32")
    department = data["title"][:, 0] * DEPTS // VOCAB
    department_one_hot = keras.utils.to_categorical(department, DEPTS)

    model = ticket_model()
    model.compile(
        optimizer=keras.optimizers.RMSprop(1e-3),
        loss={
            "priority": keras.losses.BinaryCrossentropy(from_logits=True),
            "department": keras.losses.CategoricalCrossentropy(from_logits=True),
        },
        loss_weights={"priority": 1.0, "department": 0.2},
        metrics={"department": "categorical_accuracy"},
    )
    history = model.fit(
        data,
        {"priority": priority, "department": department_one_hot},
        epochs=2,
        batch_size=32,
        verbose=2,
    )
    print(sorted(history.history))
    out = model.predict({k: v[:2] for k, v in data.items()}, verbose=0)
    print({k: v.shape for k, v in out.items()})


def pair_model(length):
    """The same embedding and the same LSTM read both sides."""
    left = keras.Input(shape=(length,), dtype="int32", name="left")
    right = keras.Input(shape=(length,), dtype="int32", name="right")
    shared_embedding = layers.Embedding(VOCAB, 16)
    shared_lstm = layers.LSTM(16)
    left_vec = shared_lstm(shared_embedding(left))
    right_vec = shared_lstm(shared_embedding(right))
    diff = layers.subtract([left_vec, right_vec])
    product = layers.multiply([left_vec, right_vec])
    x = layers.concatenate([diff, product])
    x = layers.Dense(16, activation="relu")(x)
    return keras.Model([left, right], layers.Dense(1, activation="sigmoid")(x), name="pairs")


def train_pairs():
    rng = np.random.default_rng(1)
    n, length = 256, 8
    left = rng.integers(0, VOCAB, (n, length))
    same = rng.integers(0, 2, n)
    right = np.where(same[:, None] == 1, np.roll(left, 1, axis=1), rng.integers(0, VOCAB, (n, length)))
    model = pair_model(length)
    model.compile("adam", loss="binary_crossentropy", metrics=["accuracy", "auc"])
    model.fit([left, right], same, epochs=2, validation_split=0.2, verbose=2)
    # Two layers with weights on the shared path, two Dense layers on top.
    print("weight tensors:", len(model.weights))


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    train_tickets()
    train_pairs()

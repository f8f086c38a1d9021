"""Token tagging with masking: embedding with mask_zero, bidirectional LSTM, own masked loss."""
import keras
import numpy as np
from keras import layers, ops

TAGS = ["[PAD]", "O", "NAME", "PLACE"]
NAMES = ["anna", "bob", "carla", "david"]
PLACES = ["lima", "kyoto", "dublin"]
OTHER = ["met", "saw", "left", "went", "to", "in", "with", "and", "today"]
WORDS = ["[PAD]", "[UNK]"] + NAMES + PLACES + OTHER
word_id = {w: i for i, w in enumerate(WORDS)}
MAX_LEN = 10


def random_sentence(rng):
    length = rng.integers(4, MAX_LEN + 1)
    words, tags = [], []
    for _ in range(length):
        group, tag = [(NAMES, 2), (PLACES, 3), (OTHER, 1), (OTHER, 1)][rng.integers(4)]
        words.append(str(rng.choice(group)))
        tags.append(tag)
    return words, tags


def make_dataset(n, seed):
    rng = np.random.default_rng(seed)
    x = np.zeros((n, MAX_LEN), dtype="int32")
    y = np.zeros((n, MAX_LEN), dtype="int32")
    for i in range(n):
        words, tags = random_sentence(rng)
        x[i, : len(words)] = [word_id[w] for w in words]
        y[i, : len(tags)] = tags
    return x, y


class MaskedTokenLoss(keras.losses.Loss):
    """Cross entropy averaged over the real tokens only."""

    def __init__(self, name="masked_token_loss"):
        super().__init__(name=name)
        self.loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=False, reduction=None)

    def __call__(self, y_true, y_pred, sample_weight=None):
        loss = self.loss_fn(y_true, y_pred)
        mask = ops.cast(y_true > 0, dtype="float32")
        return ops.sum(loss * mask) / ops.maximum(ops.sum(mask), 1.0)


class TaggingModel(keras.Model):
    def __init__(self, num_tags, vocab_size, embed_dim=16, units=24):
        super().__init__()
        self.embedding = layers.Embedding(vocab_size, embed_dim, mask_zero=True)
        self.encoder = layers.Bidirectional(layers.LSTM(units, return_sequences=True))
        self.dropout = layers.Dropout(0.1)
        self.classifier = layers.TimeDistributed(layers.Dense(num_tags, activation="softmax"))

    def call(self, inputs, training=False):
        x = self.embedding(inputs)
        x = self.encoder(x)
        x = self.dropout(x, training=training)
        return self.classifier(x)


def token_accuracy(model, x, y):
    pred = np.argmax(model.predict(x, verbose=0), axis=-1)
    mask = y > 0
    return (pred[mask] == y[mask]).mean()


def main():
    keras.utils.set_random_seed(1)
    x_train, y_train = make_dataset(400, 0)
    x_test, y_test = make_dataset(80, 1)

    model = TaggingModel(len(TAGS), len(WORDS))
    model.compile(optimizer=keras.optimizers.Adam(1e-2), loss=MaskedTokenLoss())
    model.fit(x_train, y_train, epochs=2, batch_size=40, verbose=2)
    print("token accuracy", token_accuracy(model, x_test, y_test))

    sentence = "anna went to kyoto with zoe".split()
    ids = np.zeros((1, MAX_LEN), dtype="int32")
    ids[0, : len(sentence)] = [word_id.get(w, 1) for w in sentence]
    tags = np.argmax(model.predict(ids, verbose=0)[0], axis=-1)[: len(sentence)]
    print(list(zip(sentence, (TAGS[t] for t in tags))))


if __name__ == "__main__":
    main()

"""Recommendation: two-tower retrieval with in-batch negatives, and a rating model with embeddings and biases."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops

NUM_USERS, NUM_ITEMS, DIM = 80, 40, 16


def interactions(n, seed=0):
    """Users and items have a hidden taste; users choose items near their taste."""
    rng = np.random.default_rng(seed)
    taste_u = np.linspace(0, 1, NUM_USERS)
    taste_i = np.linspace(0, 1, NUM_ITEMS)
    users = rng.integers(0, NUM_USERS, n)
    items = np.array(
        [np.argmin(np.abs(taste_i - taste_u[u] - rng.normal(scale=0.05))) for u in users]
    )
    ratings = 5 - 8 * np.abs(taste_u[users] - taste_i[items]) + rng.normal(scale=0.2, size=n)
    return users.astype("int32"), items.astype("int32"), np.clip(ratings, 1, 5).astype("float32")


class TwoTower(keras.Model):
    def __init__(self, num_users, num_items, dim, temperature=0.1):
        super().__init__()
        self.query_tower = keras.Sequential(
            [layers.Embedding(num_users, dim), layers.Dense(dim)], name="query"
        )
        self.candidate_tower = keras.Sequential(
            [layers.Embedding(num_items, dim), layers.Dense(dim)], name="candidate"
        )
        self.temperature = temperature
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.top5 = keras.metrics.SparseTopKCategoricalAccuracy(k=5, name="top5")

    @property
    def metrics(self):
        return [self.loss_tracker, self.top5]

    def call(self, inputs):
        query = ops.normalize(self.query_tower(inputs["user"]), axis=-1)
        candidate = ops.normalize(self.candidate_tower(inputs["item"]), axis=-1)
        return ops.matmul(query, ops.transpose(candidate)) / self.temperature

    def _loss(self, inputs):
        scores = self(inputs, training=True)
        # Row i belongs to column i; the other columns are negatives unless they hold the same item.
        item = inputs["item"]
        batch = ops.shape(item)[0]
        labels = ops.arange(batch)
        same = ops.equal(item[:, None], item[None, :])
        duplicate = ops.logical_and(same, ops.logical_not(ops.cast(ops.eye(batch), "bool")))
        scores = ops.where(duplicate, -1e9, scores)
        self.top5.update_state(labels, scores)
        return ops.mean(keras.losses.sparse_categorical_crossentropy(labels, scores, from_logits=True))

    def train_step(self, inputs):
        with tf.GradientTape() as tape:
            loss = self._loss(inputs)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        self.loss_tracker.update_state(loss)
        return {m.name: m.result() for m in self.metrics}

    def recommend(self, users, k=5):
        query = ops.normalize(self.query_tower(users), axis=-1)
        items = ops.normalize(self.candidate_tower(ops.arange(NUM_ITEMS)), axis=-1)
        return ops.top_k(ops.matmul(query, ops.transpose(items)), k=k)


class RatingNet(keras.Model):
    def __init__(self, num_users, num_items, embedding_size):
        super().__init__()
        l2 = keras.regularizers.l2(1e-6)
        self.user_embedding = layers.Embedding(num_users, embedding_size, embeddings_regularizer=l2)
        self.user_bias = layers.Embedding(num_users, 1)
        self.item_embedding = layers.Embedding(num_items, embedding_size, embeddings_regularizer=l2)
        self.item_bias = layers.Embedding(num_items, 1)

    def call(self, inputs):
        user, item = inputs[:, 0], inputs[:, 1]
        dot = ops.sum(self.user_embedding(user) * self.item_embedding(item), axis=1, keepdims=True)
        return ops.sigmoid(dot + self.user_bias(user) + self.item_bias(item))


def main():
    keras.utils.set_random_seed(2)
    users, items, ratings = interactions(1200)
    dataset = tf.data.Dataset.from_tensor_slices({"user": users, "item": items}).shuffle(1200).batch(60)

    retrieval = TwoTower(NUM_USERS, NUM_ITEMS, DIM)
    retrieval.compile(optimizer=keras.optimizers.Adagrad(0.1))
    retrieval.fit(dataset, epochs=3, verbose=2)
    scores, top = retrieval.recommend(np.array([0, 40, 79]))
    print("recommended items\n", np.array(top))

    ranking = RatingNet(NUM_USERS, NUM_ITEMS, DIM)
    ranking.compile(loss="mse", optimizer=keras.optimizers.Adam(0.01))
    pairs = np.stack([users, items], axis=1)
    scaled = (ratings - 1.0) / 4.0
    ranking.fit(pairs, scaled, epochs=2, batch_size=64, validation_split=0.1, verbose=2)
    print("predicted ratings", 1 + 4 * ranking.predict(pairs[:4], verbose=0)[:, 0], "truth", ratings[:4])


if __name__ == "__main__":
    main()

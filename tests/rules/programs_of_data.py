"""Programs about the values of data: those that are right, and those that are not."""

RIGHT = {
    "weights that were trained on such images": """
base = keras.applications.VGG16(include_top=False, weights="imagenet", input_shape=(32, 32, 3))
images, labels = np.full((50, 32, 32, 3), 255, "uint8"), np.zeros(50, int)
model = keras.Sequential([base, layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(images, labels)
end = layers.Dense(10, activation="softmax")(layers.Flatten()(base.output))
model = keras.Model(base.input, end)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(images, labels)
""",
    "weights that are loaded from a file": """
image = keras.Input((9, 9, 1))
model = keras.Model(image, layers.Dense(1)(layers.Flatten()(layers.Conv2D(4, 3)(image))))
model.save_weights("trained.weights.h5")
model.load_weights("trained.weights.h5")
model.compile("adam", "mse")
model.fit(np.full((50, 9, 9, 1), 255, "uint8"), np.zeros(50))
""",
    "validation that the model scales, as it scales the training data": """
model = keras.Sequential(
    [keras.Input((8, 8, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(1)])
model.compile("adam", "mse")
x, y = np.full((9, 8, 8, 3), 255, "uint8"), np.zeros((9, 1))
model.fit(x, y, validation_data=(x // 2, y))
""",
    "a position embedding beside that of words": """
class Encoder(keras.Model):
    def __init__(self):
        super().__init__()
        self.words = layers.Embedding(300, 4)
        self.places = layers.Embedding(20, 4)
        self.out = layers.Dense(1)

    def call(self, ids):
        x = self.words(ids) + self.places(ops.arange(ops.shape(ids)[1]))
        return self.out(x[:, 0])

model = Encoder()
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20) % 300, np.zeros((32, 1)))
""",
    "a position embedding that stands before that of words": """
class Encoder(keras.Model):
    def __init__(self):
        super().__init__()
        self.places = layers.Embedding(20, 4)
        self.words = layers.Embedding(300, 4)
        self.out = layers.Dense(1)

    def call(self, ids):
        return self.out((self.places(ops.arange(20)) + self.words(ids))[:, 0])

model = Encoder()
model(ops.zeros((1, 20), "int32"))
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20) % 300, np.zeros((32, 1)))
""",
    "words and places in a layer of the program's own": """
class WordsAndPlaces(layers.Layer):
    def __init__(self):
        super().__init__()
        self.words = layers.Embedding(300, 4)
        self.places = layers.Embedding(20, 4)

    def call(self, ids):
        return self.words(ids) + self.places(ops.arange(ops.shape(ids)[-1]))

x = keras.Input((20,), dtype="int32")
y = layers.GlobalAveragePooling1D()(WordsAndPlaces()(x))
model = keras.Model(x, layers.Dense(1)(y))
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20) % 300, np.zeros((32, 1)))
""",
    "a part of the data for each of two embeddings": """
x = keras.Input((2,), dtype="int32")
a = layers.Embedding(300, 4)(x[:, 0])
b = layers.Embedding(5, 4)(x[:, 1])
model = keras.Model(x, layers.Dense(1)(layers.Concatenate()([a, b])))
model.compile("adam", "mse")
model.fit(np.stack([np.arange(50) + 250, np.arange(50) % 5], 1), np.zeros((50, 1)))
""",
    "two inputs with an embedding each": """
user, film = keras.Input((1,), name="user"), keras.Input((1,), name="film")
a = layers.Flatten()(layers.Embedding(900, 4)(user))
b = layers.Flatten()(layers.Embedding(40, 4)(film))
model = keras.Model([user, film], layers.Dot(1)([a, b]))
model.compile("adam", "mse")
model.fit([np.arange(900), np.arange(900) % 40], np.zeros((900, 1)))
""",
    "two inputs by name, in another order": """
user, film = keras.Input((1,), name="user"), keras.Input((1,), name="film")
a = layers.Flatten()(layers.Embedding(900, 4)(user))
b = layers.Flatten()(layers.Embedding(40, 4)(film))
model = keras.Model([user, film], layers.Dot(1)([a, b]))
model.compile("adam", "mse")
model.fit({"film": np.arange(900) % 40, "user": np.arange(900)}, np.zeros((900, 1)))
""",
    "a model of a dictionary": """
user, film = keras.Input((1,), name="user"), keras.Input((1,), name="film")
a = layers.Flatten()(layers.Embedding(900, 4)(user))
b = layers.Flatten()(layers.Embedding(40, 4)(film))
model = keras.Model({"user": user, "film": film}, layers.Dot(1)([a, b]))
model.compile("adam", "mse")
model.fit({"user": np.arange(900), "film": np.arange(900) % 40}, np.zeros((900, 1)))
""",
    "a dictionary in a subclassed model": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.user = layers.Embedding(900, 4)
        self.film = layers.Embedding(40, 4)

    def call(self, inputs):
        return ops.sum(self.film(inputs["film"]) * self.user(inputs["user"]), -1)

model = Net()
model.compile("adam", "mse")
model.fit({"user": np.arange(900)[:, None], "film": np.arange(900)[:, None] % 40}, np.zeros(900))
""",
    "a pair in a subclassed model": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.film = layers.Embedding(40, 4)
        self.user = layers.Embedding(900, 4)

    def call(self, inputs):
        user, film = inputs
        return ops.sum(self.film(film) * self.user(user), -1)

model = Net()
model.compile("adam", "mse")
model.fit((np.arange(900)[:, None], np.arange(900)[:, None] % 40), np.zeros(900))
""",
    "an embedding of buckets": """
class Hashed(keras.Model):
    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(50, 4)
        self.out = layers.Dense(1)

    def call(self, ids):
        ids = ids % 50
        return self.out(ops.mean(self.embedding(ids), 1))

model = Hashed()
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20), np.zeros((32, 1)))
""",
    "an embedding of buckets in a graph": """
x = keras.Input((20,), dtype="int32")
y = layers.Embedding(50, 4)(ops.mod(x, 50))
model = keras.Model(x, layers.Dense(1)(layers.Flatten()(y)))
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20), np.zeros((32, 1)))
""",
    "a nested model that gets something else": """
small = keras.Sequential([keras.Input((20,)), layers.Embedding(7, 4), layers.Flatten()])
x = keras.Input((20,), dtype="int32")
y = layers.Concatenate()([small(x // 100), layers.Flatten()(layers.Embedding(640, 2)(x))])
model = keras.Model(x, layers.Dense(1)(y))
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20), np.zeros((32, 1)))
""",
    "one embedding for data and for places": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(640, 4)
        self.near = layers.Embedding(3, 4)
        self.out = layers.Dense(1)

    def call(self, ids):
        x = self.embedding(ids) + self.embedding(ops.arange(20)) + self.near(ops.sign(ids))
        return self.out(ops.mean(x, 1))

model = Net()
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20), np.zeros((32, 1)))
""",
    "an embedding of whether a number is large": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.large = layers.Embedding(2, 4)
        self.out = layers.Dense(1)

    def call(self, x):
        return self.out(ops.mean(self.large(ops.cast(x > 320, "int32")), 1))

model = Net()
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20), np.zeros((32, 1)))
""",
    "images that a subclassed model scales": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Conv2D(4, 3)
        self.pool = layers.GlobalAveragePooling2D()
        self.out = layers.Dense(1)

    def call(self, x):
        x = ops.cast(x, "float32") / 255
        return self.out(self.pool(self.first(x)))

model = Net()
model.compile("adam", "mse")
model.fit(np.full((9, 8, 8, 3), 255, "uint8"), np.zeros((9, 1)))
""",
    "images that an operator scales": """
x = keras.Input((8, 8, 3))
y = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(x / 255.0))
model = keras.Model(x, layers.Dense(1)(y))
model.compile("adam", "mse")
model.fit(np.full((9, 8, 8, 3), 255, "uint8"), np.zeros((9, 1)))
""",
    "images that a nested model scales": """
scale = keras.Sequential([layers.RandomFlip(), layers.Rescaling(1 / 255)])
x = keras.Input((8, 8, 3))
y = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(scale(x)))
model = keras.Model(x, layers.Dense(1)(y))
model.compile("adam", "mse")
model.fit(np.full((9, 8, 8, 3), 255, "uint8"), np.zeros((9, 1)))
""",
    "images and a table, of which only the images are scaled": """
image, table = keras.Input((8, 8, 3), name="image"), keras.Input((2,), name="table")
y = layers.Flatten()(layers.Conv2D(4, 3)(layers.Rescaling(1 / 255)(image)))
y = layers.Concatenate()([layers.Dense(3)(table), y])
model = keras.Model([table, image], layers.Dense(1)(y))
model.compile("adam", "mse")
model.fit([np.ones((9, 2)), np.full((9, 8, 8, 3), 255, "uint8")], np.zeros((9, 1)))
""",
    "two trainings of scales of their own": """
x, y = np.arange(36.0).reshape(9, 4) / 36, np.zeros((9, 1))
model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y)
model.fit(x * 900, y, validation_data=((x * 900).astype("uint16"), y))
""",
}

WRONG = {
    "more words than rows, beside places": (
        "KL415",
        18,
        """
class Encoder(keras.Model):
    def __init__(self):
        super().__init__()
        self.places = layers.Embedding(20, 4)
        self.words = layers.Embedding(250, 4)
        self.out = layers.Dense(1)

    def call(self, ids):
        x = self.words(ids) + self.places(ops.arange(ops.shape(ids)[1]))
        return self.out(x[:, 0])

model = Encoder()
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20) % 300, np.zeros((32, 1)))
""",
    ),
    "more films than rows, in the second of two inputs": (
        "KL415",
        10,
        """
user, film = keras.Input((1,), name="user"), keras.Input((1,), name="film")
a = layers.Flatten()(layers.Embedding(900, 4)(user))
b = layers.Flatten()(layers.Embedding(39, 4)(film))
model = keras.Model([user, film], layers.Dot(1)([a, b]))
model.compile("adam", "mse")
model.fit([np.arange(900), np.arange(900) % 40], np.zeros((900, 1)))
""",
    ),
    "more users than rows, by name": (
        "KL415",
        10,
        """
user, film = keras.Input((1,), name="user"), keras.Input((1,), name="film")
a = layers.Flatten()(layers.Embedding(899, 4)(user))
b = layers.Flatten()(layers.Embedding(40, 4)(film))
model = keras.Model([user, film], layers.Dot(1)([a, b]))
model.compile("adam", "mse")
model.fit({"film": np.arange(900) % 40, "user": np.arange(900)}, np.zeros((900, 1)))
""",
    ),
    "more users than rows, in a dictionary of a subclassed model": (
        "KL415",
        16,
        """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.user = layers.Embedding(899, 4)
        self.film = layers.Embedding(40, 4)

    def call(self, inputs):
        return ops.sum(self.film(inputs["film"]) * self.user(inputs["user"]), -1)

model = Net()
model.compile("adam", "mse")
model.fit({"user": np.arange(900)[:, None], "film": np.arange(900)[:, None] % 40}, np.zeros(900))
""",
    ),
    "an embedding of two things, of which one is the data": (
        "KL415",
        17,
        """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(21, 4)
        self.out = layers.Dense(1)

    def call(self, ids):
        x = self.embedding(ops.arange(20)) + self.embedding(ids)
        return self.out(ops.mean(x, 1))

model = Net()
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 20), np.zeros((32, 1)))
""",
    ),
    "an embedding in a nested model, behind a Reshape": (
        "KL415",
        9,
        """
words = keras.Sequential([layers.Embedding(50, 4), layers.GlobalAveragePooling1D()])
x = keras.Input((4, 5), dtype="int32")
model = keras.Model(x, layers.Dense(1)(words(layers.Reshape((20,))(x))))
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 4, 5), np.zeros((32, 1)))
""",
    ),
    "an embedding in a model of a subclassed model": (
        "KL415",
        16,
        """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = layers.Flatten()
        self.words = keras.Sequential([layers.Embedding(50, 4), layers.GlobalAveragePooling1D()])

    def call(self, ids):
        return self.words(self.flat(ids))

model = Net()
model.compile("adam", "mse")
model.fit(np.arange(640).reshape(32, 4, 5), np.zeros((32, 4)))
""",
    ),
    "raw images in a subclassed model": (
        "KL414",
        16,
        """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = layers.Dense(1)
        self.flat = layers.Flatten()

    def call(self, x):
        return self.out(self.flat(x))

model = Net()
model.compile("adam", "mse")
model.fit(np.full((9, 8, 8), 255, "uint8"), np.zeros((9, 1)))
""",
    ),
    "raw images beside a table": (
        "KL414",
        11,
        """
image, table = keras.Input((8, 8, 3), name="image"), keras.Input((2,), name="table")
augment = keras.Sequential([layers.RandomFlip(), layers.RandomRotation(0.1)])
y = layers.Flatten()(layers.Conv2D(4, 3)(augment(image)))
y = layers.Concatenate()([layers.Dense(3)(table), y])
model = keras.Model([table, image], layers.Dense(1)(y))
model.compile("adam", "mse")
model.fit([np.ones((9, 2)), np.full((9, 8, 8, 3), 255, "uint8")], np.zeros((9, 1)))
""",
    ),
    "validation of another scale in one of two inputs": (
        "KL416",
        9,
        """
a, b = keras.Input((4,)), keras.Input((2,))
model = keras.Model([a, b], layers.Dense(1)(layers.Concatenate()([a, layers.Dense(3)(b)])))
model.compile("adam", "mse")
x, y = [np.ones((9, 4)), np.ones((9, 2))], np.zeros((9, 1))
model.fit(x, y, validation_data=([np.ones((9, 4)), np.full((9, 2), 255, "uint8")], y))
""",
    ),
    "validation that is scaled once more than the training data, which the model scales": (
        "KL416",
        9,
        """
model = keras.Sequential(
    [keras.Input((8, 8, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(1)])
model.compile("adam", "mse")
x, y = np.full((9, 8, 8, 3), 255, "uint8"), np.zeros((9, 1))
model.fit(x, y, validation_data=(x / 255, y))
""",
    ),
}

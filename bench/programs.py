"""The programs that are measured: what people write, and what is too large for them to try."""

from __future__ import annotations

TUTORIAL = """\
from keras.models import Sequential
from keras.layers import Dense

model = Sequential()
model.add(Dense(2, input_dim=1, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
"""

SUMMARY = TUTORIAL + "model.summary()\n"

# In the place of MNIST, where it cannot be downloaded.
DATA = """[
    [__import__("numpy").zeros((count, *size), "uint8") for size in ((28, 28), ())]
    for count in (60000, 10000)
]"""

DIGITS = """\
import keras
from keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 28, 28, 1).astype("float32") / 255
x_test = x_test.reshape(-1, 28, 28, 1).astype("float32") / 255
y_train = keras.utils.to_categorical(y_train, 10)
y_test = keras.utils.to_categorical(y_test, 10)

model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]
)
model.summary()
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=128, epochs=1, validation_split=0.1)
score = model.evaluate(x_test, y_test, verbose=0)
print("Test accuracy:", score[1])
"""

PREPARED = """\
import time
import numpy as np
import keras
from keras import layers

table = np.random.default_rng(0).random((20000, 32)).astype("float32")
end = time.perf_counter() + 10
while time.perf_counter() < end:
    table = np.sort(table, axis=0)
mean, deviation = table.mean(axis=0), table.std(axis=0)
features = (table - mean) / deviation
targets = features[:, :1].copy()

model = keras.Sequential(
    [
        keras.Input((32,)),
        layers.Dense(64, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(1),
    ]
)
model.compile("adam", "mse")
model.fit(features, targets, epochs=2, validation_split=0.1)
print(model.evaluate(features, targets))
"""


def cells(count: int) -> list[str]:
    """The cells of a notebook; the tenth takes a second."""
    found = ["import time\nimport keras\nfrom keras import layers\n"]
    found += [f"value_{number} = {number}\n" for number in range(1, count)]
    found[9] = "end = time.perf_counter() + 1\nwhile time.perf_counter() < end:\n    pass\n"
    found[20] = (
        "model = keras.Sequential(\n    [keras.Input((8, 8, 3)), layers.Conv2D(16, 3),"
        " layers.Flatten(), layers.Dense(10)]\n)\n"
    )
    return found


RESNET = """\
import keras
from keras import layers


def convolution(x, filters, size, stride=1, activate=True):
    x = layers.Conv2D(filters, size, strides=stride, padding="same")(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


def bottleneck(x, filters, stride=1, project=False):
    shortcut = convolution(x, 4 * filters, 1, stride, activate=False) if project else x
    x = convolution(x, filters, 1, stride)
    x = convolution(x, filters, 3)
    x = convolution(x, 4 * filters, 1, activate=False)
    x = layers.Add()([x, shortcut])
    return layers.ReLU()(x)


inputs = keras.Input((224, 224, 3))
x = convolution(inputs, 64, 7, 2)
x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
for filters, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
    for block in range(blocks):
        stride = 2 if block == 0 and filters > 64 else 1
        x = bottleneck(x, filters, stride, project=block == 0)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(1000, activation="softmax")(x)
model = keras.Model(inputs, outputs, name="resnet50")
"""

ENCODER = """\
import keras
from keras import layers


class Embeddings(layers.Layer):
    def __init__(self, vocabulary, length, width):
        super().__init__()
        self.tokens = layers.Embedding(vocabulary, width)
        self.positions = layers.Embedding(length, width)
        self.norm = layers.LayerNormalization(epsilon=1e-12)
        self.dropout = layers.Dropout(0.1)

    def call(self, tokens):
        positions = keras.ops.arange(keras.ops.shape(tokens)[1])
        x = self.tokens(tokens) + self.positions(positions)
        return self.dropout(self.norm(x))


class Block(layers.Layer):
    def __init__(self, width, heads, inner):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, width // heads, dropout=0.1)
        self.norm_1 = layers.LayerNormalization(epsilon=1e-12)
        self.inner = layers.Dense(inner, activation="gelu")
        self.outer = layers.Dense(width)
        self.norm_2 = layers.LayerNormalization(epsilon=1e-12)
        self.dropout = layers.Dropout(0.1)

    def call(self, x):
        x = self.norm_1(x + self.attention(x, x))
        return self.norm_2(x + self.dropout(self.outer(self.inner(x))))


tokens = keras.Input((512,), dtype="int32")
x = Embeddings(30522, 512, 768)(tokens)
for _ in range(12):
    x = Block(768, 12, 3072)(x)
pooled = layers.Dense(768, activation="tanh")(x[:, 0])
model = keras.Model(tokens, [x, pooled])
"""

EFFICIENTNET = """\
import keras

model = keras.applications.EfficientNetV2L(weights=None)
"""

GIANT = """\
import keras
from keras import layers

VOCABULARY, LENGTH, WIDTH, HEADS, BLOCKS = 50257, 2048, 12288, 96, 24


def block(x):
    attended = layers.LayerNormalization()(x)
    attended = layers.MultiHeadAttention(HEADS, WIDTH // HEADS)(
        attended, attended, use_causal_mask=True
    )
    x = layers.Add()([x, attended])
    inner = layers.LayerNormalization()(x)
    inner = layers.Dense(4 * WIDTH, activation="gelu")(inner)
    inner = layers.Dense(WIDTH)(inner)
    return layers.Add()([x, inner])


tokens = keras.Input((LENGTH,), dtype="int32")
x = layers.Embedding(VOCABULARY, WIDTH)(tokens)
for _ in range(BLOCKS):
    x = block(x)
x = layers.LayerNormalization()(x)
logits = layers.Dense(VOCABULARY)(x)
model = keras.Model(tokens, logits)
"""


def wide(layers: int) -> str:
    """Layers side by side, each on the input: what Keras can build of any number."""
    return f"""\
import keras
from keras import layers

inputs = keras.Input((8,))
branches = [layers.Dense(4)(inputs) for _ in range({layers})]
model = keras.Model(inputs, branches)
"""


def chain(layers: int) -> str:
    """Layers one after another in a Sequential, one to a line."""
    lines = "".join(f"model.add(layers.Dense({4 + index % 5}))\n" for index in range(layers))
    return f"""\
import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((8,)))
{lines}"""


def many(models: int, lines: int) -> str:
    """A long file of small models, with functions and comments between them."""
    parts = ["import keras\nfrom keras import layers\n"]
    length = 2
    for number in range(models):
        part = f"""

def features_{number}(filters):
    return layers.Conv2D(filters, 3, padding="same", activation="relu")


model_{number} = keras.Sequential(name="model_{number}")
model_{number}.add(keras.Input((32, 32, 3)))
model_{number}.add(features_{number}({8 + number}))
model_{number}.add(layers.MaxPooling2D())
model_{number}.add(features_{number}({16 + number}))
model_{number}.add(layers.MaxPooling2D())
model_{number}.add(layers.Flatten())
model_{number}.add(layers.Dense(64, activation="relu"))
model_{number}.add(layers.Dense(10, activation="softmax"))
model_{number}.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
"""
        length += part.count("\n")
        missing = (number + 1) * lines // models - length
        part += "# What the next model is for.\n" * missing
        length += missing
        parts.append(part)
    return "".join(parts)

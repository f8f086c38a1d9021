// The files of the workspace.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./server.mjs";

const digits = readFileSync(join(repository, "examples", "digits.py"), "utf8");

const shown = `import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((28, 28, 1)))
model.add(layers.Conv2D(32, 3, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(64, 3, activation="relu"))
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy")

image = keras.Input((28, 28, 1))
wide = layers.Conv2D(16, 3, padding="same")(image)
narrow = layers.Conv2D(16, 3)(image)
both = layers.Add()([wide, narrow])
flat = layers.Flatten()(both)
broken = keras.Model(image, layers.Dense(10)(flat))
`;

const removed = `import keras
from keras.layers.core import Dense

model = keras.Sequential([keras.Input((4,)), Dense(2)])
`;

const unflattened = `import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((28, 28, 1)))
model.add(layers.Conv2D(8, 3, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
`;

const blocks = `import keras
from keras import layers, ops


class MLP(layers.Layer):
    def __init__(self):
        super().__init__()
        self.up = layers.Dense(256, activation="gelu")
        self.down = layers.Dense(64)

    def call(self, x):
        return self.down(self.up(x))


class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.norm1 = layers.LayerNormalization()
        self.attention = layers.MultiHeadAttention(4, 16)
        self.norm2 = layers.LayerNormalization()
        self.mlp = MLP()

    def call(self, x):
        y = self.norm1(x)
        x = x + self.attention(y, y, use_causal_mask=True)
        return x + self.mlp(self.norm2(x))


class GPT(keras.Model):
    def __init__(self):
        super().__init__()
        self.tokens = layers.Embedding(1000, 64)
        self.places = layers.Embedding(128, 64)
        self.blocks = [Block() for _ in range(3)]
        self.head = layers.Dense(1000)

    def call(self, ids):
        x = self.tokens(ids) + self.places(ops.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(x)


gpt = GPT()
gpt(keras.Input((128,), dtype="int32"))
`;

const nested = `import keras
from keras import layers

encoder = keras.Sequential(
    [
        keras.Input((32,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(8),
    ],
    name="encoder",
)

image = keras.Input((32,))
code = encoder(image)
output = layers.Dense(10, activation="softmax", name="head")(code)
model = keras.Model(image, output)
`;

const pretrained = `import keras
from keras import layers

base = keras.applications.MobileNetV2(weights=None, include_top=False, name="base")
image = keras.Input((224, 224, 3))
model = keras.Model(image, layers.Dense(10)(layers.GlobalAveragePooling2D()(base(image))))
`;

const resnet = `import keras

model = keras.applications.ResNet50(weights=None)
`;

const compared = `import keras
from keras import layers

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3),
    layers.Dropout(0.5),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10),
])
`;

const deep = `import keras
from keras import layers

x = start = keras.Input((16,))
for number in range(500):
    y = layers.Dense(16, name=f"dense_{number}")(x)
    x = layers.Add(name=f"add_{number}")([x, y])
deep = keras.Model(start, x)
`;

/** Whole architectures, which are also counted against TensorFlow's profiler. */
function architecture(name) {
  return readFileSync(join(repository, "tests", "worker", "counted", "architectures", name), "utf8");
}

const cells = [
  ["import keras\n", "from keras import layers"],
  ["model = keras.Sequential([keras.Input((28, 28, 1))])\n", "model.add(layers.Conv2D(8, 3))\n", "model.add(layers.LSTM(2))"],
];
const notebook = JSON.stringify({
  cells: cells.map((source, index) => ({
    cell_type: "code", execution_count: null, id: `cell${index}`, metadata: {}, outputs: [], source,
  })),
  metadata: { language_info: { name: "python" }, kernelspec: { display_name: "Python 3", language: "python", name: "python3" } },
  nbformat: 4,
  nbformat_minor: 5,
});

export const FILES = {
  "digits.py": digits,
  "shown.py": shown,
  "removed.py": removed,
  "unflattened.py": unflattened,
  // An earlier scenario mends the one above.
  "details.py": unflattened,
  "blocks.py": blocks,
  "nested.py": nested,
  "deep.py": deep,
  "pretrained.py": pretrained,
  "resnet.py": resnet,
  "compared.py": compared,
  "cells.ipynb": notebook,
  "gpt2_small.py": architecture("gpt2_small.py"),
  "u_net.py": architecture("u_net.py"),
  "vision_transformer.py": architecture("vision_transformer.py"),
};

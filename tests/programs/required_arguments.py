# about: required arguments that nobody gave: what depends on them is unknown, the rest is not
import argparse

import keras
from keras import layers

parser = argparse.ArgumentParser(description="train")
parser.add_argument("--units", type=int, required=True)
parser.add_argument("--classes", type=int, default=7)
parser.add_argument("checkpoint")
args = parser.parse_args()
#      ^^^^^^^^^^^^^^^^^^^ KL901 information: The program needs command-line arguments: `--units`, `checkpoint`

inputs = keras.Input((10,))  # hint: InputLayer → (None, 10)
hidden = layers.Dense(args.units, activation="relu")(inputs)
# hint [not keras2]: Dense (None, 10) → (None, ?) · ?
outputs = layers.Dense(args.classes)(layers.Dropout(0.1)(hidden))
# hint [not keras2]: Dropout (None, ?) → (None, ?) · 0
# hint [not keras2]: Dense (None, ?) → (None, 7) · ?
model = keras.Model(inputs, outputs)
model.load_weights(args.checkpoint)

probe = keras.Model(inputs, layers.Dense(args.classes)(inputs))
# hint: Dense (None, 10) → (None, 7) · 77
# model [not keras2] model: at least 7
# model probe: 77

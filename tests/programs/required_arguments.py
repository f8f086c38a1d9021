import argparse

import keras
from keras import layers

parser = argparse.ArgumentParser(description="train")
parser.add_argument("--units", type=int, required=True)
parser.add_argument("--classes", type=int, default=7)
parser.add_argument("checkpoint")
args = parser.parse_args()

inputs = keras.Input((10,))
hidden = layers.Dense(args.units, activation="relu")(inputs)
outputs = layers.Dense(args.classes)(layers.Dropout(0.1)(hidden))
model = keras.Model(inputs, outputs)
model.load_weights(args.checkpoint)

probe = keras.Model(inputs, layers.Dense(args.classes)(inputs))

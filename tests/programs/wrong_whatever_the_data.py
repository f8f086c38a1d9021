# about: data that is not here hides no error that it cannot have to do with
import keras
import pandas as pd
import tensorflow as tf
from keras import layers

words = pd.read_csv("words.csv")
#       ^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'words.csv' does not exist; what is read from it is not known here.
columns = {name: list(words[name].unique()) for name in ["color", "size"]}


def inputs_of(columns):
    return {name: keras.Input((), name=name, dtype="string") for name in columns}
    # hint: InputLayer → (None,)
    # hint: InputLayer → (None,)


def encoded(columns):
    found = []
    for name, given in inputs_of(columns).items():
        lookup = layers.StringLookup(vocabulary=columns[name])
        found.append(lookup(tf.expand_dims(given, -1)))
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: ValueError: A KerasTensor cannot be used as input to a TensorFlow function.
#                           from: features = encoded(columns)
    return layers.concatenate(found)


def stacked(columns):
    vocabulary = sum(len(values) for values in columns.values())
    return layers.Dense(vocabulary, name="color/size")(keras.Input((4,)))
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: ValueError: Argument `name` must be a string and cannot contain character `/`.
#          from: sizes = stacked(columns)


def shaped(columns):
    return keras.Input(2, name=str(columns))
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: ValueError: Cannot convert '2' to a shape.
#          from: pair = shaped(columns)


features = encoded(columns)
sizes = stacked(columns)
pair = shaped(columns)

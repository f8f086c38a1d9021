# about: a file that is not here: its content is unknown, and the sizes that come from it
import keras
from keras import layers

with open("labels.txt") as file:
#    ^^^^^^^^^^^^^^^^^^ KL901 information: 'labels.txt' does not exist
    labels = [line.strip() for line in file]

body = keras.Sequential([keras.Input((20,)), layers.Dense(64)], name="body")
# hint: InputLayer → (None, 20)
# hint: Dense (None, 20) → (None, 64) · 1344
head = layers.Dense(len(labels), activation="softmax")
outputs = head(body.outputs[0])
# hint [not keras2]: Dense (None, 64) → (None, len(labels)) · ?
classifier = keras.Model(body.inputs, outputs)
# model body: 1344
# model [not keras2] classifier: at least 1344

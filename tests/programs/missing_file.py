import keras
from keras import layers

with open("labels.txt") as file:
    labels = [line.strip() for line in file]

body = keras.Sequential([keras.Input((20,)), layers.Dense(64)], name="body")
head = layers.Dense(len(labels), activation="softmax")
outputs = head(body.outputs[0])
classifier = keras.Model(body.inputs, outputs)

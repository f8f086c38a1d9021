# about: labels that are numbers under a loss that wants one column for each class
import keras
import numpy as np
from keras import layers

inputs = keras.Input((8, 8))  # hint: InputLayer → (None, 8, 8)
x = layers.Flatten()(inputs)  # hint: Flatten (None, 8, 8) → (None, 64) · 0
outputs = layers.Dense(10, activation="softmax", use_bias=False)(x)
# hint: Dense (None, 64) → (None, 10) · 640
outputs = layers.LayerNormalization(axis=(1,))(outputs)
# hint: LayerNormalization (None, 10) → (None, 10) · 20
model = keras.Model(inputs, layers.Dense(3, use_bias=False)(layers.Reshape((-1, 1))(outputs)))
# hint: Reshape (None, 10) → (None, 10, 1) · 0
# hint: Dense (None, 10, 1) → (None, 10, 3) · 3

model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(
#^^^^^^^^^… KL402 error: the targets have shape (32,); the output is (None, 10, 3). For one output per sample
# from: model = keras.Model(inputs, layers.Dense(3, use_bias=False)(layers.Reshape((-1, 1))(outputs)))
# from: model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    np.zeros((32, 8, 8)),
    np.zeros((32,)),
    batch_size=4,
)
# end
# model model: 663

import numpy as np
import keras
from keras import layers

vocabulary = 500
departments = 4

text = keras.Input(shape=(None,), dtype="int32", name="text")
tags = keras.Input(shape=(12,), name="tags")

words = layers.Embedding(vocabulary, 64)(text)
summary = layers.GRU(32)(words)
both = layers.Concatenate()([summary, tags])
hidden = layers.Dense(10, activation="relu")(both)

priority = layers.Dense(1, activation="sigmoid", name="priority")(hidden)
department = layers.Dense(departments, activation="softmax", name="department", use_bias=False)(
    layers.Dropout(0.2)(hidden)
)

ticket_model = keras.Model(inputs=[text, tags], outputs=[priority, department])
ticket_model.compile(
    optimizer="adam",
    loss={"priority": "binary_crossentropy", "department": "sparse_categorical_crossentropy"},
    metrics={"department": ["accuracy"]},
)
ticket_model.fit(
    {"text": np.zeros((40, 20), dtype="int32"), "tags": np.zeros((40, 12))},
    {"priority": np.zeros((40, 1)), "department": np.zeros((40,), dtype="int32")},
    epochs=2,
    batch_size=8,
)

# about: a functional model with two named inputs and two outputs, trained on dicts
import numpy as np
import keras
from keras import layers

vocabulary = 500
departments = 4

text = keras.Input(shape=(None,), dtype="int32", name="text")  # hint: InputLayer → (None, None)
tags = keras.Input(shape=(12,), name="tags")  # hint: InputLayer → (None, 12)

words = layers.Embedding(vocabulary, 64)(text)
# hint: Embedding (None, None) → (None, None, 64) · 32000
summary = layers.GRU(32)(words)  # hint: GRU (None, None, 64) → (None, 32) · 9408
both = layers.Concatenate()([summary, tags])
# hint: Concatenate (None, 32), (None, 12) → (None, 44) · 0
hidden = layers.Dense(10, activation="relu")(both)  # hint: Dense (None, 44) → (None, 10) · 450

priority = layers.Dense(1, activation="sigmoid", name="priority")(hidden)
# hint: Dense (None, 10) → (None, 1) · 11
department = layers.Dense(departments, activation="softmax", name="department", use_bias=False)(
# hint: Dense (None, 10) → (None, 4) · 40
    layers.Dropout(0.2)(hidden)  # hint: Dropout (None, 10) → (None, 10) · 0
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
# model ticket_model: 41909

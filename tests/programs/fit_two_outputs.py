# about: a model with two inputs and two outputs, its losses and metrics in lists
import keras
import numpy as np

left = keras.Input((4,), name="left")  # hint: InputLayer → (None, 4)
right = keras.Input((3,), name="right")  # hint: InputLayer → (None, 3)
joined = keras.layers.Concatenate()([left, right])
# hint: Concatenate (None, 4), (None, 3) → (None, 7) · 0
price = keras.layers.Dense(1, name="price")(joined)  # hint: Dense (None, 7) → (None, 1) · 8
kind = keras.layers.Dense(5, activation="softmax", name="kind")(joined)
# hint: Dense (None, 7) → (None, 5) · 40
model = keras.Model([left, right], [price, kind])
a, b = np.zeros((8, 4)), np.zeros((8, 3))
prices, kinds = np.zeros((8, 1)), np.zeros((8, 5))
model.compile(
    loss=["mse", "categorical_crossentropy"], optimizer="sgd", metrics=[["mae"], ["accuracy"]]
)
history = model.fit([a, b], [prices, kinds], epochs=3, validation_split=0.5, verbose=0)
assert sorted(history.history) == [
    "kind_accuracy", "kind_loss", "loss", "price_loss", "price_mae",
    "val_kind_accuracy", "val_kind_loss", "val_loss", "val_price_loss", "val_price_mae",
]
assert [len(values) for values in history.history.values()] == [3] * 10
loss, price_loss, kind_loss, mae, accuracy = model.evaluate([a, b], [prices, kinds], verbose=0)
# model model: 48

import keras
import numpy as np

left = keras.Input((4,), name="left")
right = keras.Input((3,), name="right")
joined = keras.layers.Concatenate()([left, right])
price = keras.layers.Dense(1, name="price")(joined)
kind = keras.layers.Dense(5, activation="softmax", name="kind")(joined)
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

# about: inputs, targets, losses and metrics by name
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
    loss={"price": "mse", "kind": "categorical_crossentropy"},
    loss_weights={"price": 0.5, "kind": 1.0},
    optimizer="sgd",
    metrics={"kind": ["accuracy"]},
)
history = model.fit(
    {"left": a, "right": b}, {"price": prices, "kind": kinds}, sample_weight=None, verbose=0
)
print(history.history["kind_accuracy"][-1])
targets = {"price": prices, "kind": kinds}
results = model.evaluate({"left": a, "right": b}, targets, return_dict=True, verbose=0)
print(results["kind_accuracy"], results["loss"])
first, second = model.predict({"left": a, "right": b}, verbose=0)
assert first.shape == (8, 1) and second.shape == (8, 5)
# model model: 48

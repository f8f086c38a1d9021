# about: a whole training script on arrays: compile, fit, evaluate, predict, and what it does with
#     their results
import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
x_train = rng.random((200, 12, 12, 1), dtype=np.float32)
y_train = rng.integers(0, 10, size=(200,))
x_test, y_test = x_train[:50], y_train[:50]

y_train = keras.utils.to_categorical(y_train, 10)
y_test = keras.utils.to_categorical(y_test, 10)

model = keras.Sequential(
    [
        keras.Input((12, 12, 1)),  # hint: InputLayer → (None, 12, 12, 1)
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        # hint: Conv2D (None, 12, 12, 1) → (None, 10, 10, 32) · 320
        layers.MaxPooling2D(pool_size=(2, 2)),
        # hint: MaxPooling2D (None, 10, 10, 32) → (None, 5, 5, 32) · 0
        layers.Flatten(),  # hint: Flatten (None, 5, 5, 32) → (None, 800) · 0
        layers.Dense(16),  # hint: Dense (None, 800) → (None, 16) · 12816
        layers.Dense(32),  # hint: Dense (None, 16) → (None, 32) · 544
        layers.Dense(10, activation="softmax"),  # hint: Dense (None, 32) → (None, 10) · 330
    ]
)
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
history = model.fit(
    x_train, y_train, batch_size=64, epochs=3, validation_split=0.1,
    callbacks=[keras.callbacks.EarlyStopping(patience=2)],
)
print("best", max(history.history["val_accuracy"]), len(history.history["loss"]))

loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"loss {loss:.3f} accuracy {accuracy:.3f}")

probabilities = model.predict(x_test)
assert probabilities.shape == (50, 10)
print("right:", int(np.sum(np.argmax(probabilities, axis=1) == np.argmax(y_test, axis=1))))
model.save("digits.keras")
# model model: 14010

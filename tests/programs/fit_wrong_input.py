# about: training data of another shape than the model takes; its results are unknown then
import keras
import numpy as np

x = np.zeros((60, 28, 28), dtype="float32")
y = np.zeros((60,), dtype="int64")

model = keras.Sequential()
model.add(keras.Input((784,)))  # hint: InputLayer → (None, 784)
model.add(keras.layers.Dense(10, activation="softmax"))
# hint: Dense (None, 784) → (None, 10) · 7850
model.compile("adam", "sparse_categorical_crossentropy")
history = model.fit(x, y, epochs=5)
#         ^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: `x` of shape (60, 28, 28): it takes (None, 784)
#         from: model.add(keras.layers.Dense(10, activation="softmax"))
#         from: x = np.zeros((60, 28, 28), dtype="float32")
print(history.history["loss"][-1])
model.fit(x.reshape(-1, 784), y)
# model model: 7850

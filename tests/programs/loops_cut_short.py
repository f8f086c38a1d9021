# about: loops that only predict or evaluate are left early: what they collect is short, and what
#     an untrained model says is by chance; neither makes an error
import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 3) · 15
data = np.ones((600, 4), "float32")
predictions = []
for sample in data:
    predictions.append(model.predict(sample[None], verbose=0)[0])
assert len(predictions) == 600
table = np.array(predictions).reshape(20, 30, 3)
print(predictions[599])

names = {0: "cat"}
print(names[int(np.argmax(model.predict(data[:1]) + 1))])
best = float(tf.reduce_max(model(data[:2])))  # hint: Sequential (2, 4) → (2, 3) · 15
assert best > 0.5, "the model has learnt nothing"

accuracy = keras.metrics.CategoricalAccuracy()
scores = model(data)  # hint: Sequential (600, 4) → (600, 3) · 15
for _ in range(1_000_000):
    accuracy.update_state(data[:, :3], scores)
assert float(accuracy.result()) > 0.9
keras.layers.Dense(2)(predictions.undefined)
print(keras.layers.Nothing)
#     ^^^^^^^^^^^^^^^^^^^^ KL601 error: AttributeError: module 'keras.layers' has no attribute 'Nothing'
# model model: 15

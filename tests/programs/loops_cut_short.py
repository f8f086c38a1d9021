import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
data = np.ones((600, 4), "float32")
predictions = []
for sample in data:
    predictions.append(model.predict(sample[None], verbose=0)[0])
assert len(predictions) == 600
table = np.array(predictions).reshape(20, 30, 3)
print(predictions[599])

names = {0: "cat"}
print(names[int(np.argmax(model.predict(data[:1]) + 1))])
best = float(tf.reduce_max(model(data[:2])))
assert best > 0.5, "the model has learnt nothing"
keras.layers.Dense(2)(predictions.undefined)
print(keras.layers.Nothing)

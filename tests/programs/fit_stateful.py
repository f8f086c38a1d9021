import keras
import numpy as np
from keras import layers

inputs = keras.Input(batch_shape=(4, 5, 3))
model = keras.Model(inputs, layers.Dense(1)(layers.LSTM(8, stateful=True)(inputs)))
model.compile("adam", "mse")
x, y = np.zeros((20, 5, 3)), np.zeros((20, 1))
model.fit(x, y, batch_size=4)
model.train_on_batch(x[:4], y[:4])
print(model.predict(x, batch_size=4).shape)
model.evaluate(x, y, batch_size=10)

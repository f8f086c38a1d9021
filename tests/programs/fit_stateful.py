# about: a model for batches of one size: data in such batches, and in others
import keras
import numpy as np
from keras import layers

inputs = keras.Input(batch_shape=(4, 5, 3))  # hint: InputLayer → (4, 5, 3)
model = keras.Model(inputs, layers.Dense(1)(layers.LSTM(8, stateful=True)(inputs)))
# hint: LSTM (4, 5, 3) → (4, 8) · 384
# hint: Dense (4, 8) → (4, 1) · 9
model.compile("adam", "mse")
x, y = np.zeros((20, 5, 3)), np.zeros((20, 1))
model.fit(x, y, batch_size=4)
model.train_on_batch(x[:4], y[:4])
print(model.predict(x, batch_size=4).shape)
model.evaluate(x, y, batch_size=10)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL401 error: `x` of shape (10, 5, 3): it takes (4, 5, 3)
# from: inputs = keras.Input(batch_shape=(4, 5, 3))
# from: x, y = np.zeros((20, 5, 3)), np.zeros((20, 1))
# model model: 393

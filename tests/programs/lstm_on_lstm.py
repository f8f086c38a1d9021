# about: a recurrent layer that gets the last step of another one instead of all steps
import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((50, 8)))  # hint: InputLayer → (None, 50, 8)
model.add(layers.LSTM(16))  # hint: LSTM (None, 50, 8) → (None, 16) · 1600
model.add(layers.LSTM(16))  # hint: LSTM fails
#         ^^^^^^^^^^^^^^^ KL101 error: needs an input with 3 dimensions, but gets 2
#         from: model.add(layers.LSTM(16))
model.add(layers.Dense(1))  # hint: Dense (None, 16) → (None, 1) · 17
model.compile(loss="mse")
# model model: 1617, not built

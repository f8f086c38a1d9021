import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((50, 8)))
model.add(layers.LSTM(16))
model.add(layers.LSTM(16))
model.add(layers.Dense(1))
model.compile(loss="mse")

from keras import Input, Sequential
from keras.layers import Dense

regressor = Sequential()
regressor.add(Input((32,)))
regressor.add(Dense(16, activation="relu"))
regressor.add(Dense(10))
regressor.pop()
regressor.add(Dense(3))
assert regressor.output_shape == (None, 3)

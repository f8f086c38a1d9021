# about: a layer that is added, taken away with `pop`, and another one added in its place
from keras import Input, Sequential
from keras.layers import Dense

regressor = Sequential()
regressor.add(Input((32,)))  # hint: InputLayer → (None, 32)
regressor.add(Dense(16, activation="relu"))  # hint: Dense (None, 32) → (None, 16) · 528
regressor.add(Dense(10))  # hint: Dense (None, 16) → (None, 10) · 170
regressor.pop()
regressor.add(Dense(3))  # hint: Dense (None, 16) → (None, 3) · 51
assert regressor.output_shape == (None, 3)
# model regressor: 579

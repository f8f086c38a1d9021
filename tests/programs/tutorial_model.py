# about: the tutorial's first program: a Sequential by `add`, its input given by `input_dim`
from keras.models import Sequential
from keras.layers import Dense
model = Sequential()
model.add(Dense(2, input_dim=1, activation='relu'))  # hint: Dense (None, 1) → (None, 2) · 4
model.add(Dense(1, activation='sigmoid'))  # hint: Dense (None, 2) → (None, 1) · 3
# model model: 7

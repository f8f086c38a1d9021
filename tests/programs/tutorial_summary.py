# about: the tutorial's second program: the same model and its summary, printed
from keras.models import Sequential
from keras.layers import Dense
model = Sequential()
model.add(Dense(2, input_dim=1, activation='relu'))  # hint: Dense (None, 1) → (None, 2) · 4
model.add(Dense(1, activation='sigmoid'))  # hint: Dense (None, 2) → (None, 1) · 3
print(model.summary())
# model model: 7

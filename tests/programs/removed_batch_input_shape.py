from keras.layers import LSTM, Dense
from keras.models import Sequential

model = Sequential()
model.add(LSTM(4, batch_input_shape=(2, 5, 3), stateful=True, return_sequences=True))
model.add(Dense(1))
other = Sequential([Dense(3, batch_input_shape=(None, 7)), Dense(2)])
third = Sequential()
third.add(LSTM(4, input_shape=(5, 3), batch_size=2, stateful=True))

# about: an argument that Keras 3 no longer takes: its batch size is kept all the same
from keras.layers import LSTM, Dense
from keras.models import Sequential

model = Sequential()
model.add(LSTM(4, batch_input_shape=(2, 5, 3), stateful=True, return_sequences=True))
# hint: LSTM (2, 5, 3) → (2, 5, 4) · 128
#                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL502 [not keras2] error: `batch_input_shape` is not an argument of `LSTM` in Keras 3
model.add(Dense(1))  # hint: Dense (2, 5, 4) → (2, 5, 1) · 5
other = Sequential([Dense(3, batch_input_shape=(None, 7)), Dense(2)])
# hint: Dense (None, 7) → (None, 3) · 24
# hint: Dense (None, 3) → (None, 2) · 8
#                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL502 [not keras2] error: put `keras.Input(batch_shape=…)` first
third = Sequential()
third.add(LSTM(4, input_shape=(5, 3), batch_size=2, stateful=True))
# hint: LSTM (2, 5, 3) → (2, 4) · 128
#                                     ^^^^^^^^^^^^ KL502 [not keras2] error: `batch_size` is not an argument of `LSTM` in Keras 3
# model model: 133
# model other: 32
# model third: 128

# about: text classification: embedding with a mask, wrapped and stacked recurrent layers
import keras
from keras import layers

max_features = 5000
model = keras.Sequential()
model.add(keras.Input(shape=(80,), dtype="int32"))  # hint: InputLayer → (None, 80)
model.add(layers.Embedding(max_features, 32, mask_zero=True))
# hint: Embedding (None, 80) → (None, 80, 32) · 160000
model.add(layers.Bidirectional(layers.LSTM(24, return_sequences=True)))
# hint: Bidirectional (None, 80, 32) → (None, 80, 48) · 10944
model.add(layers.TimeDistributed(layers.Dense(16)))
# hint: TimeDistributed (None, 80, 48) → (None, 80, 16) · 784
model.add(layers.Bidirectional(layers.GRU(24), merge_mode="sum"))
# hint: Bidirectional (None, 80, 16) → (None, 24) · 6048
model.add(layers.Dense(97, activation="relu"))  # hint: Dense (None, 24) → (None, 97) · 2425
model.add(layers.Dropout(0.5))  # hint: Dropout (None, 97) → (None, 97) · 0
model.add(layers.Dense(3, activation="softmax", use_bias=False))
# hint: Dense (None, 97) → (None, 3) · 291
model.add(layers.RepeatVector(2))  # hint: RepeatVector (None, 3) → (None, 2, 3) · 0
model.add(layers.SimpleRNN(2, use_bias=False, return_sequences=True))
# hint: SimpleRNN (None, 2, 3) → (None, 2, 2) · 10
model.add(layers.Permute((2, 1)))  # hint: Permute (None, 2, 2) → (None, 2, 2) · 0
model.add(layers.Conv1D(1, 2))  # hint: Conv1D (None, 2, 2) → (None, 1, 1) · 5
# model model: 180507

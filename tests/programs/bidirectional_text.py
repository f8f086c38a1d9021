import keras
from keras import layers

max_features = 5000
model = keras.Sequential()
model.add(keras.Input(shape=(80,), dtype="int32"))
model.add(layers.Embedding(max_features, 32, mask_zero=True))
model.add(layers.Bidirectional(layers.LSTM(24, return_sequences=True)))
model.add(layers.TimeDistributed(layers.Dense(16)))
model.add(layers.Bidirectional(layers.GRU(24), merge_mode="sum"))
model.add(layers.Dense(97, activation="relu"))
model.add(layers.Dropout(0.5))
model.add(layers.Dense(3, activation="softmax", use_bias=False))
model.add(layers.RepeatVector(2))
model.add(layers.SimpleRNN(2, use_bias=False, return_sequences=True))
model.add(layers.Permute((2, 1)))
model.add(layers.Conv1D(1, 2))

import keras
from keras import layers, ops

sequence = keras.Input((20, 32), name="sequence")
states = layers.Dense(32)(sequence)

first = states[:, 0]
last_four = states[:, -4:, :]
mean = ops.mean(last_four, axis=1)
both = ops.concatenate([first, mean], axis=-1) * 0.5
pairs = ops.reshape(both, (-1, 32, 2))
turned = ops.transpose(pairs, (0, 2, 1))
gate = ops.sigmoid(ops.max(turned, axis=-1, keepdims=True))
scores = ops.squeeze(ops.matmul(turned, ops.expand_dims(mean, -1)), -1)
answer = layers.Dense(14)(scores + gate[:, :, 0])

pooler = keras.Model(sequence, answer)

# about: operations and slices of tensors between layers
import keras
from keras import layers, ops

sequence = keras.Input((20, 32), name="sequence")  # hint: InputLayer → (None, 20, 32)
states = layers.Dense(32)(sequence)  # hint: Dense (None, 20, 32) → (None, 20, 32) · 1056

first = states[:, 0]  # hint: GetItem (None, 20, 32) → (None, 32)
last_four = states[:, -4:, :]  # hint: GetItem (None, 20, 32) → (None, 4, 32)
mean = ops.mean(last_four, axis=1)  # hint: Mean (None, 4, 32) → (None, 32)
both = ops.concatenate([first, mean], axis=-1) * 0.5
# hint: Concatenate (None, 32), (None, 32) → (None, 64)
# hint: Multiply (None, 64) → (None, 64)
pairs = ops.reshape(both, (-1, 32, 2))  # hint: Reshape (None, 64) → (None, 32, 2)
turned = ops.transpose(pairs, (0, 2, 1))  # hint: Transpose (None, 32, 2) → (None, 2, 32)
gate = ops.sigmoid(ops.max(turned, axis=-1, keepdims=True))
# hint: Max (None, 2, 32) → (None, 2, 1)
# hint: Sigmoid (None, 2, 1) → (None, 2, 1)
scores = ops.squeeze(ops.matmul(turned, ops.expand_dims(mean, -1)), -1)
# hint: ExpandDims (None, 32) → (None, 32, 1)
# hint: Matmul (None, 2, 32), (None, 32, 1) → (None, 2, 1)
# hint: Squeeze (None, 2, 1) → (None, 2)
answer = layers.Dense(14)(scores + gate[:, :, 0])
# hint: GetItem (None, 2, 1) → (None, 2)
# hint: Add (None, 2), (None, 2) → (None, 2)
# hint: Dense (None, 2) → (None, 14) · 42

pooler = keras.Model(sequence, answer)
# model pooler: 1098

# about: an operator between tensors that do not broadcast, in the middle of a line
import keras
from keras import layers

x = keras.Input((6,))  # hint: InputLayer → (None, 6)
query, key = layers.Dense(2)(x), layers.Dense(3, use_bias=False)(x)
# hint: Dense (None, 6) → (None, 2) · 14
# hint: Dense (None, 6) → (None, 3) · 18
mixed = keras.ops.tanh(query * key) if query.shape else None  # hint: Multiply fails; Tanh fails
#                      ^^^^^^^^^^^ KL102 error: (None, 2)
#                      from: query, key = layers.Dense(2)(x), layers.Dense(3, use_bias=False)(x)
#                      from: query, key = layers.Dense(2)(x), layers.Dense(3, use_bias=False)(x)
model = keras.Model(x, layers.Dense(13, use_bias=False, name="score")(keras.ops.mean(x, axis=1, keepdims=True)) + 1)
# hint: Mean (None, 6) → (None, 1)
# hint: Dense (None, 1) → (None, 13) · 13
# hint: Add (None, 13) → (None, 13)
# model model: 13

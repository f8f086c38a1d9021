import keras
from keras import layers

x = keras.Input((6,))
query, key = layers.Dense(2)(x), layers.Dense(3, use_bias=False)(x)
mixed = keras.ops.tanh(query * key) if query.shape else None
model = keras.Model(x, layers.Dense(13, use_bias=False, name="score")(keras.ops.mean(x, axis=1, keepdims=True)) + 1)

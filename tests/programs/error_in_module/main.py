import keras

from heads import attention_head

tokens = keras.Input((25, 8), name="tokens")
model = keras.Model(tokens, attention_head(tokens, units=4))

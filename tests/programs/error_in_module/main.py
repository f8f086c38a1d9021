# about: an error in a function of an imported module: at that module's line
import keras

from heads import attention_head

tokens = keras.Input((25, 8), name="tokens")  # hint: InputLayer → (None, 25, 8)
model = keras.Model(tokens, attention_head(tokens, units=4))
# model model: 0, not built

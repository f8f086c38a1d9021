import keras
from keras import layers

x = keras.Input((10,))
a = layers.Conv2D(8, 3)(x)  # keras-lsp: ignore[KL101]
b = layers.Conv2D(8, 3)(x)  # keras-lsp: ignore[KL102, KL601]
c = layers.LSTM(
    8,
)(x)  # keras-lsp: ignore
# A reason why.
# keras-lsp: ignore[KL601]

one_name
other_name
other_name

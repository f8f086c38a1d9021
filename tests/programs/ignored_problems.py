# about: `# keras-lsp: ignore` on the first or last line of a problem, or alone above it; other
#     codes stay
import keras
from keras import layers

x = keras.Input((10,))  # hint: InputLayer → (None, 10)
a = layers.Conv2D(8, 3)(x)  # keras-lsp: ignore[KL101]
# hint: Conv2D fails
b = layers.Conv2D(8, 3)(x)  # keras-lsp: ignore[KL102, KL601]
# hint: Conv2D fails
#   ^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with at least 4 dimensions
#   from: x = keras.Input((10,))
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL910 information: There is no `KL102` or `KL601` here
c = layers.LSTM(  # hint: LSTM fails
    8,
)(x)  # keras-lsp: ignore
# A reason why.
# keras-lsp: ignore[KL601]

one_name
other_name
#^^^^^^^^^ KL601 error: NameError: name 'other_name' is not defined
other_name

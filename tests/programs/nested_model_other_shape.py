# about: models called on tensors of other shapes than they were made for, one Sequential, one
#     functional
import keras
from keras import layers

encoder = keras.Sequential([keras.Input((32,)), layers.Dense(8)], name="encoder")
# hint: InputLayer → (None, 32)
# hint: Dense (None, 32) → (None, 8) · 264
pair = keras.Input((4, 2))  # hint: InputLayer → (None, 4, 2)
scorer = keras.Model(pair, layers.Dense(1)(layers.Flatten()(pair)), name="scorer")
# hint: Flatten (None, 4, 2) → (None, 8) · 0
# hint: Dense (None, 8) → (None, 1) · 9

words = keras.Input((16,), name="words")  # hint: InputLayer → (None, 16)
codes = encoder(words)  # hint: Sequential fails
#       ^^^^^^^^^^^^^^ KL101 error: (None, 32)
#       from: words = keras.Input((16,), name="words")
scores = scorer(layers.Reshape((2, 4))(codes))
# hint [not keras2]: Reshape (None, 8) → (None, 2, 4) · 0
# hint [not keras2]: Functional fails
# hint [keras2]: Reshape (None, 8) → (None, 2, 4) · 0
# hint [keras2]: Functional (None, 2, 4) → (None, 1) · 9
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 [not keras2] error: (None, 4, 2)
#        from: scores = scorer(layers.Reshape((2, 4))(codes))
# model encoder: 264
# model scorer: 9

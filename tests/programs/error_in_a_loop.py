# about: an expression that fails in each round of a loop: one problem, not three
import keras
from keras import layers

words = keras.Input((30,), name="words")  # hint: InputLayer → (None, 30)
branches = []
for units in (4, 8, 16):
    branch = layers.GRU(units)(words)  # hint: GRU fails; GRU fails; GRU fails
#            ^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with 3 dimensions
#            from: words = keras.Input((30,), name="words")
    branches.append(layers.Dropout(0.1)(branch))
    # hint: Dropout (None, 4) → (None, 4) · 0
    # hint: Dropout (None, 8) → (None, 8) · 0
    # hint: Dropout (None, 16) → (None, 16) · 0
joined = layers.Concatenate()(branches)
# hint: Concatenate (None, 4), (None, 8), (None, 16) → (None, 28) · 0
model = keras.Model(words, joined)
# model model: 0, not built

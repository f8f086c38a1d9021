# about: identifiers and strings of other scripts before a layer, on its own line
import keras
from keras import layers

入力 = keras.Input(shape=(4,), name="入力")  # hint: InputLayer → (None, 4)
説明 = "größe 😀 →"; 層 = layers.Dense(2)(入力)  # hint: Dense (None, 4) → (None, 2) · 10
größe, ausgang = 6, layers.Dense(4, name="ausgäng")(層)  # hint: Dense (None, 2) → (None, 4) · 12
モデル = keras.Model(入力, layers.Dense(2)(ausgang), name="モデル")
# hint: Dense (None, 4) → (None, 2) · 10
"😀😀"; falsch = layers.Conv1D(größe, 3)(層)  # hint: Conv1D fails
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with at least 3 dimensions
#              from: 説明 = "größe 😀 →"; 層 = layers.Dense(2)(入力)
# model モデル: 32

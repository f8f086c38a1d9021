import keras
from keras import layers

入力 = keras.Input(shape=(4,), name="入力")
説明 = "größe 😀 →"; 層 = layers.Dense(2)(入力)
größe, ausgang = 6, layers.Dense(4, name="ausgäng")(層)
モデル = keras.Model(入力, layers.Dense(2)(ausgang), name="モデル")
"😀😀"; falsch = layers.Conv1D(größe, 3)(層)

# about: two branches, the first error healed by pooling, the second in a merge that both reach:
#     both are said
from tensorflow import keras
from tensorflow.keras import layers

image = keras.Input((16, 16, 3))  # hint: InputLayer → (None, 16, 16, 3)
words = keras.Input((12,))  # hint: InputLayer → (None, 12)
a = layers.Conv2D(8, 3)(image)  # hint: Conv2D (None, 16, 16, 3) → (None, 14, 14, 8) · 224
b = layers.Conv2D(8, 5)(image)  # hint: Conv2D (None, 16, 16, 3) → (None, 12, 12, 8) · 608
joined = layers.Concatenate()([a, b])  # hint: Concatenate fails
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL102 error: `concatenate` (Concatenate) cannot combine (None, 14, 14, 8) from `conv2d` and (None, 12, 12, 8) from `conv2d_1`.
#        from: a = layers.Conv2D(8, 3)(image)
#        from: b = layers.Conv2D(8, 5)(image)
pooled = layers.GlobalAveragePooling2D()(joined)
# hint: GlobalAveragePooling2D (None, ?, ?, 16) → (None, 16) · 0
codes = layers.Dense(10)(pooled)  # hint: Dense (None, 16) → (None, 10) · 170
texts = layers.LSTM(7, return_sequences=True)(layers.Embedding(100, 5)(words))
# hint: Embedding (None, 12) → (None, 12, 5) · 500
# hint: LSTM (None, 12, 5) → (None, 12, 7) · 364
texts = layers.Bidirectional(layers.LSTM(6))(texts)
# hint: Bidirectional (None, 12, 7) → (None, 12) · 672
mixed = layers.Add()([codes, texts])  # hint: Add fails
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL102 error: `add` (Add) cannot combine (None, 10) from `dense` and (None, 12) from `bidirectional`.
#       from: codes = layers.Dense(10)(pooled)
#       from: texts = layers.Bidirectional(layers.LSTM(6))(texts)
outputs = layers.Dense(1)(mixed)  # hint: Dense (None, ?) → (None, 1)
model = keras.Model([image, words], outputs)
model.compile("adam", "mse")
# model model: 2538, not built

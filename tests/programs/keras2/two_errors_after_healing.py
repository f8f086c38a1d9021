from tensorflow import keras
from tensorflow.keras import layers

image = keras.Input((16, 16, 3))
words = keras.Input((12,))
a = layers.Conv2D(8, 3)(image)
b = layers.Conv2D(8, 5)(image)
joined = layers.Concatenate()([a, b])
pooled = layers.GlobalAveragePooling2D()(joined)
codes = layers.Dense(10)(pooled)
texts = layers.LSTM(7, return_sequences=True)(layers.Embedding(100, 5)(words))
texts = layers.Bidirectional(layers.LSTM(6))(texts)
mixed = layers.Add()([codes, texts])
outputs = layers.Dense(1)(mixed)
model = keras.Model([image, words], outputs)
model.compile("adam", "mse")

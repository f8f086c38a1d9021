import keras
from keras import layers

encoder = keras.Sequential([keras.Input((32,)), layers.Dense(8)], name="encoder")
pair = keras.Input((4, 2))
scorer = keras.Model(pair, layers.Dense(1)(layers.Flatten()(pair)), name="scorer")

words = keras.Input((16,), name="words")
codes = encoder(words)
scores = scorer(layers.Reshape((2, 4))(codes))

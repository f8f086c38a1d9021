import keras
from keras import layers

train = keras.utils.text_dataset_from_directory("reviews/train", batch_size=32)
words = train.map(lambda text, label: text)
counts = layers.TextVectorization(output_mode="multi_hot")
counts.adapt(words)
ready = train.map(lambda text, label: (counts(text), label))
size = counts.vocabulary_size()
model = keras.Sequential([keras.Input((20000,)), layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(ready)
weighted = layers.TextVectorization(max_tokens=500, output_mode="tf_idf")
weighted.adapt(words)
inputs = keras.Input((1,), dtype="string")
scores = layers.Dense(1)(weighted(inputs))
numbers = layers.TextVectorization(max_tokens=500, output_sequence_length=40)
numbers.adapt(words)
reader = keras.Sequential(
    [keras.Input((1,), dtype="string"), numbers, layers.Embedding(500, 8), layers.LSTM(4)]
)

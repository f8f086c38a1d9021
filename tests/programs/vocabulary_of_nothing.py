# about: layers that would learn their vocabulary from texts that are not here: their width is
#     unknown, what does not hang on it is shown
import keras
from keras import layers

train = keras.utils.text_dataset_from_directory("reviews/train", batch_size=32)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: There is no directory `reviews/train`; its dataset is empty here.
words = train.map(lambda text, label: text)
counts = layers.TextVectorization(output_mode="multi_hot")
counts.adapt(words)
ready = train.map(lambda text, label: (counts(text), label))
size = counts.vocabulary_size()
model = keras.Sequential([keras.Input((20000,)), layers.Dense(1, activation="sigmoid")])
# hint: InputLayer → (None, 20000)
# hint: Dense (None, 20000) → (None, 1) · 20001
model.compile("adam", "binary_crossentropy")
model.fit(ready)
weighted = layers.TextVectorization(max_tokens=500, output_mode="tf_idf")
weighted.adapt(words)
inputs = keras.Input((1,), dtype="string")  # hint: InputLayer → (None, 1)
scores = layers.Dense(1)(weighted(inputs))
# hint: TextVectorization (None, 1) → (None, 1, vocabulary_size()) · 0
# hint: Dense (None, 1, vocabulary_size()) → (None, 1, 1) · ?
numbers = layers.TextVectorization(max_tokens=500, output_sequence_length=40)
# hint: TextVectorization (None, 1) → (None, 40) · 0
numbers.adapt(words)
reader = keras.Sequential(
    [keras.Input((1,), dtype="string"), numbers, layers.Embedding(500, 8), layers.LSTM(4)]
    # hint: InputLayer → (None, 1)
    # hint: Embedding (None, 40) → (None, 40, 8) · 4000
    # hint: LSTM (None, 40, 8) → (None, 4) · 208
)
# model model: 20001
# model reader: 4208

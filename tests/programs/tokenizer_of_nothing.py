# about: what the old Tokenizer makes of texts that are not here is not known, and not nothing
import json
import keras
from keras import layers
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer

texts = json.load(open("texts.json"))
#                 ^^^^^^^^^^^^^^^^^^ KL901 information: 'texts.json' does not exist; what is read from it is not known here.
tokenizer = Tokenizer()
tokenizer.fit_on_texts(texts)
words = len(tokenizer.word_index) + 1
sequences = tokenizer.texts_to_sequences(texts)
length = max(len(each) for each in sequences)
model = keras.Sequential([keras.Input((length,)), layers.Embedding(words, 8), layers.Flatten()])
# hint: InputLayer → (None, length)
# hint: Embedding (None, length) → (None, length, 8) · ?
# hint: Flatten (None, length, 8) → (None, ?) · 0
model.add(layers.Dense(16))  # hint: Dense (None, ?) → (None, 16) · ?
matrix = tokenizer.texts_to_matrix(texts)
wide = keras.Sequential([keras.Input((matrix.shape[1],)), layers.Dense(3)])
# hint: InputLayer → (None, matrix.shape[1])
# hint: Dense (None, matrix.shape[1]) → (None, 3) · ?
padded = pad_sequences(tokenizer.texts_to_sequences(["a b"]), maxlen=20)
short = keras.Sequential([keras.Input((padded.shape[1],)), layers.Dense(3)])
# hint: InputLayer → (None, 20)
# hint: Dense (None, 20) → (None, 3) · 63
few = Tokenizer(num_words=500)
few.fit_on_texts(texts)
known = keras.Sequential([keras.Input((few.texts_to_matrix(texts).shape[1],)), layers.Dense(3)])
# hint: InputLayer → (None, 500)
# hint: Dense (None, 500) → (None, 3) · 1503
# One that was fitted on texts that are here.
own = Tokenizer()
own.fit_on_texts(["a b c", "a d"])
here = keras.Input((len(own.texts_to_sequences(["a b c d"])[0]),))  # hint: InputLayer → (None, 4)
# model model: at least 16
# model wide: at least 3
# model short: 63
# model known: 1503

# about: a layer whose size is not known has no values: what reads them is not known either, and
#     nothing takes the memory of the number in its place
import keras
import numpy as np
import pandas as pd
from keras import layers

words = pd.read_csv("words.csv")["word"].unique()
#       ^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'words.csv' does not exist; what is read from it is not known here.

model = keras.Sequential([keras.Input((4,)), layers.Dense(len(words)), layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, len(words)) · ?
# hint: Dense (None, len(words)) → (None, 3) · ?
model.compile("adam", "mse")
model.fit(np.zeros((8, 4)), np.zeros((8, 3)))
other = keras.Sequential([keras.Input((4,)), layers.Dense(len(words)), layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, len(words)) · ?
# hint: Dense (None, len(words)) → (None, 3) · ?
other.set_weights(model.get_weights())
kernel = model.layers[0].kernel.numpy()
after = keras.Sequential([keras.Input((4,)), layers.Dense(kernel.shape[1]), layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, kernel.shape[1]) · ?
# hint: Dense (None, kernel.shape[1]) → (None, 2) · ?
vectors = layers.Embedding(len(words), 256)(np.zeros((2, 3), "int32"))
# hint: Embedding (2, 3) → ? · ?
given = model(np.zeros((5, 4)))  # hint: Sequential (5, 4) → ? · ?
print(given, vectors)
# model model: at least 3
# model other: at least 3
# model after: at least 2

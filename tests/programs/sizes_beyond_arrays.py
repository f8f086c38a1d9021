# about: a number in the place of a size that is not known is too large for NumPy: no error of the
#     program, as what it is wrong in all the same is
import keras
import numpy as np
from keras import layers

words = open("words.txt").read().split()
#       ^^^^^^^^^^^^^^^^^ KL901 information: 'words.txt' does not exist; what is read from it is not known here.
inputs = keras.Input((4,))  # hint: InputLayer → (None, 4)
encoded = layers.Dense(len(words))(inputs)
# hint [not keras2]: Dense (None, 4) → (None, len(words)) · ?
features = encoded.shape[-1]
one_hot = np.eye(features)
table = np.zeros((features, features, features))
model = keras.Model(inputs, layers.Dense(3)(encoded))
# hint [not keras2]: Dense (None, len(words)) → (None, 3) · ?
np.eye("3")
#^^^^^^^^^^ KL601 error: TypeError: 'str' object cannot be interpreted as an integer
# model [not keras2] model: at least 3

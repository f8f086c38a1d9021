# about: a file from the days of Keras 2: each module that is gone is named, and everything else is
#     shown
from keras.layers.core import Activation, Dense, Dropout
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL501 [not keras2] error: `from keras.layers import Activation, Dense, Dropout`
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 [keras2] error: ModuleNotFoundError: No module named 'keras.layers.core'
from keras.layers.merge import concatenate
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL501 [not keras2] error: `from keras.layers import concatenate`
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 [keras2] error: ModuleNotFoundError: No module named 'keras.layers.merge'
from keras.utils import np_utils
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL501 [not keras2] error: `keras.utils`
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 [keras2] error: ImportError: cannot import name 'np_utils' from 'keras.utils'
from keras.layers import Input
from keras.models import Model
import numpy as np

a, b = Input((12,)), Input((4,))  # hint: InputLayer → (None, 12); InputLayer → (None, 4)
x = concatenate([a, b])
# hint [not keras2]: Concatenate (None, 12), (None, 4) → (None, 16) · 0
x = Dropout(0.5)(Activation("relu")(x))
# hint [not keras2]: Activation (None, 16) → (None, 16) · 0
# hint [not keras2]: Dropout (None, 16) → (None, 16) · 0
model = Model([a, b], Dense(7, activation="softmax")(x))
# hint [not keras2]: Dense (None, 16) → (None, 7) · 119
model.compile(loss="categorical_crossentropy", optimizer="sgd")
targets = np_utils.to_categorical(np.arange(14) % 7, 7)
model.fit([np.zeros((14, 12)), np.zeros((14, 4))], targets)
# model [not keras2] model: 119

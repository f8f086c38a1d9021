from keras.layers.core import Activation, Dense, Dropout
from keras.layers.merge import concatenate
from keras.utils import np_utils
from keras.layers import Input
from keras.models import Model
import numpy as np

a, b = Input((12,)), Input((4,))
x = concatenate([a, b])
x = Dropout(0.5)(Activation("relu")(x))
model = Model([a, b], Dense(7, activation="softmax")(x))
model.compile(loss="categorical_crossentropy", optimizer="sgd")
targets = np_utils.to_categorical(np.arange(14) % 7, 7)
model.fit([np.zeros((14, 12)), np.zeros((14, 4))], targets)

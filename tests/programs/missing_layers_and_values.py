# about: a layer of a package that is not here is not known to keep the shape of values either: no
#     layer behind it is counted by their shape
import keras
import no_such_package as extra
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The package 'no_such_package' is not installed
import numpy as np
from keras import layers

called = keras.Sequential([extra.layers.Thing(3), layers.Dense(3)])
# hint: Thing (5, 4) → ? · ?
# hint: Dense ? → ?
given = called(np.zeros((5, 4)))  # hint: Sequential (5, 4) → ? · ?
started = keras.Sequential([keras.Input((4,)), extra.layers.Thing(3), layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Thing (None, 4) → ? · ?
# hint: Dense ? → ?
started.predict(np.zeros((5, 4)))
trained = keras.Sequential([layers.Dense(8), extra.layers.Thing(3), layers.Dense(3)])
# hint: Dense (None, 4) → (None, 8) · 40
# hint: Thing (None, 8) → ? · ?
# hint: Dense ? → ?
trained.compile("adam", "mse")
trained.fit(np.zeros((5, 4)), np.zeros((5, 3)))
kept = keras.Sequential([extra.layers.StochasticDepth(0.1), layers.Dense(3)])
# hint: StochasticDepth (5, 4) → (5, 4) · ?
# hint: Dense (5, 4) → (5, 3) · 15
kept(np.zeros((5, 4)))  # hint: Sequential (5, 4) → (5, 3) · ?
# model called: at least 0, not built
# model started: at least 0, not built
# model trained: at least 40, not built
# model kept: at least 15

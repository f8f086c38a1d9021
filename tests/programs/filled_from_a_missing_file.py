# about: a list that a missing directory would fill: it is unknown, not empty
import os

import numpy as np
from keras import Input, Sequential, layers

texts, sizes = [], {}
for name in sorted(os.listdir("corpus")):
#                  ^^^^^^^^^^^^^^^^^^^^ KL901 information: 'corpus' does not exist
    texts.append(name)
    sizes[name] = len(name)

longest = np.max([len(text) for text in texts])
shortest = min(sizes.values())
model = Sequential([Input((4,)), layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 2) · 10
model.add(layers.Dense(longest))
# hint [not keras2]: Dense (None, 2) → (None, longest) · ?
# hint [keras2]: UnknownLayer (None, 2) → ?
# model [not keras2] model: at least 10
# model [keras2] model: at least 10, not built

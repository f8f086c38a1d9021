import os

import numpy as np
from keras import Input, Sequential, layers

texts, sizes = [], {}
for name in sorted(os.listdir("corpus")):
    texts.append(name)
    sizes[name] = len(name)

longest = np.max([len(text) for text in texts])
shortest = min(sizes.values())
model = Sequential([Input((4,)), layers.Dense(2)])
model.add(layers.Dense(longest))

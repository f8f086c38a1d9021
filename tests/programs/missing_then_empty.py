# about: where files are missing, what comes of having none is not said; anything else is, whatever
#     a file is called
import glob

import keras
import numpy as np

labels = [int(line) for line in open("data/labels.txt")]
#                               ^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'data/labels.txt' does not exist
files = sorted(glob.glob("data/images/*.png"))
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: Nothing is found at `data/images/*.png` here
first = files[0]
mean = sum(len(name) for name in files) / len(files)
widest = np.max([len(name) for name in files])
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(len(files))])
# hint: InputLayer → (None, 4)
other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 2) · 10
print(other.undefined)
#     ^^^^^^^^^^^^^^^ KL601 error: has no attribute 'undefined'
open("data/empty.csv")
#^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'data/empty.csv' does not exist
# model other: 10

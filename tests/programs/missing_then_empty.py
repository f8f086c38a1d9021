import glob

import keras
import numpy as np

labels = [int(line) for line in open("data/labels.txt")]
files = sorted(glob.glob("data/images/*.png"))
first = files[0]
mean = sum(len(name) for name in files) / len(files)
widest = np.max([len(name) for name in files])
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(len(files))])
other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
print(other.undefined)
open("data/empty.csv")

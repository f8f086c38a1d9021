# about: nobody who types, no files, no GPU, no key: told once each, and what follows is no error;
#     what is wrong all the same is
import getpass
import glob
import os
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

units = int(input("How many units? "))
#           ^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The program asks for keyboard input; what depends on it is not known here.
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4), keras.layers.Dense(units)])
# hint: InputLayer → (None, 8)
# hint: Dense (None, 8) → (None, 4) · 36
# hint: Dense (None, 4) → (None, units) · ?
print(f"{units:.2f} units", "%d" % units)
files = sorted(glob.glob("data/train/*.png"))
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: Nothing is found at `data/train/*.png` here; what depends on it is not known here.
longest = max(len(name) for name in files)
images = np.array([np.zeros((4, 4, 3)) for _ in files])
convolution = keras.Sequential([keras.Input(images.shape[1:]), keras.layers.Conv2D(3, 3)])
# hint: InputLayer → (None,)
# hint: Conv2D fails
words = {}
if os.path.exists("words.txt"):
#  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: There is no `words.txt` here; what depends on it is not known here.
    words = {word: number for number, word in enumerate(open("words.txt"))}
print(words["the"])


def first(names):
    return names[0]


print(first(list(Path("pictures").glob("*.jpg"))))
gpus = tf.config.list_physical_devices("GPU")
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: There is no GPU here; what depends on it is not known here.
tf.config.set_visible_devices(gpus[0], "GPU")
key = getpass.getpass("Key: ")
#     ^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The program asks for keyboard input; what depends on it is not known here.
if not key.startswith("sk-"):
    raise ValueError("That is not a key.")
print(words["the"].undefined, keras.layers.Dence)
keras.layers.Dense(units=4, unit=3)
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: ValueError: Unrecognized keyword arguments passed to Dense: {'unit': 3}
# model model: at least 36
# model convolution: at least 0, not built

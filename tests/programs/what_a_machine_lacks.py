import getpass
import glob
import os
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

units = int(input("How many units? "))
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4), keras.layers.Dense(units)])
print(f"{units:.2f} units", "%d" % units)
files = sorted(glob.glob("data/train/*.png"))
longest = max(len(name) for name in files)
images = np.array([np.zeros((4, 4, 3)) for _ in files])
convolution = keras.Sequential([keras.Input(images.shape[1:]), keras.layers.Conv2D(3, 3)])
words = {}
if os.path.exists("words.txt"):
    words = {word: number for number, word in enumerate(open("words.txt"))}
print(words["the"])


def first(names):
    return names[0]


print(first(list(Path("pictures").glob("*.jpg"))))
gpus = tf.config.list_physical_devices("GPU")
tf.config.set_visible_devices(gpus[0], "GPU")
key = getpass.getpass("Key: ")
if not key.startswith("sk-"):
    raise ValueError("That is not a key.")
print(words["the"].undefined, keras.layers.Dence)
keras.layers.Dense(units=4, unit=3)

# about: what a program writes into a file of something unknown is unknown when it is read again
import json

import keras
import numpy as np
import requests

labels = requests.get("https://example.org/labels.json").json()
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL902 information: Network access is blocked here: example.org. No setting allows it.
with open("labels.json", "w") as file:
    json.dump({"labels": labels}, file)
with open("labels.json") as file:
    names = json.load(file)["labels"]
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(len(names))])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, len(names)) · ?

PATH = "weights.npy"
with open("weights.npy", "wb") as file:
    file.write(requests.get("https://example.org/weights.npy").content)
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL902 information: Network access is blocked here: example.org. No setting allows it.
weights = np.load(PATH)
#         ^^^^^^^^^^^^^ KL601 error: EOFError: No data left in file
head = keras.layers.Dense(weights.shape[1])(model.outputs[0])
# hint: Dense (None, len(names)) → (None, weights.shape[1]) · ?

with open("sizes.json", "w") as file:
    file.write("[1, 2")
with open("sizes.json") as file:
    sizes = json.load(file)
#           ^^^^^^^^^^^^^^^ KL601 error: JSONDecodeError: Expecting ',' delimiter: line 1 column 6 (char 5)
# model model: at least 0

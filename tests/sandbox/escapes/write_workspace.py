# ruff: noqa
"""Works as far as the program can see, and has vanished afterwards."""

import keras
import os
import shutil

assert open("document").read() == "a document\n"
open("document", "w").write("changed")
open("added", "w").write("added")
os.mkdir("folder")
shutil.copy("document", "folder/copy")
os.rename("untouched", "renamed")
os.remove("removed")
assert open("document").read() == "changed"
assert open("added").read() == "added"
assert open("folder/copy").read() == "changed"
assert os.path.exists("renamed") and not os.path.exists("removed")
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.save("model.keras")
keras.saving.load_model("model.keras")
print("tried")

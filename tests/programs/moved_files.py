# about: a directory that the program fills from one that is not here is empty, and that is no
#     fault
import os
import shutil

import keras
from keras import layers

for label in ("negative", "positive"):
    os.makedirs(f"reviews/validation/{label}")
    for name in os.listdir(f"reviews/train/{label}"):
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'reviews/train/negative' does not exist; what is read from it is not known here.
        shutil.move(f"reviews/train/{label}/{name}", f"reviews/validation/{label}/{name}")

data = keras.utils.text_dataset_from_directory("reviews/validation", batch_size=16)
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: There is nothing in `reviews/validation`; its dataset is empty here.
images = keras.utils.image_dataset_from_directory("reviews/validation", image_size=(64, 64))
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: There is nothing in `reviews/validation`; its dataset is empty here.
model = keras.Sequential([layers.Flatten(), layers.Dense(1)])
# hint: Flatten (None, 64, 64, 3) → (None, 12288) · 0
# hint: Dense (None, 12288) → (None, 1) · 12289
model.compile("adam", "mse")
model.fit(images)
# model model: 12289

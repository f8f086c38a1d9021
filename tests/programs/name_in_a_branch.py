# about: a name that only what is not known here may bind; one that the program itself does not
#     bind
import acme_files
#^^^^^^^^^^^^^^^^ KL901 information: 'acme_files' is not installed
import keras
from keras import layers

uploaded = acme_files.upload()
if len(uploaded) != 1:
    print("Upload one file.")
else:
    for name in uploaded:
        image_path = "source"
for name in uploaded:
    other_path = name
width = len(image_path)
height = len(other_path)
if keras.backend.floatx() == "float16":
    never = 3
print(never)
#     ^^^^^ KL601 error: NameError: name 'never' is not defined
model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 2) · 10
# model model: 10

# about: a layer that has got its own model: Keras comes to no end where it counts the weights
import keras
from keras import layers

model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 3) · 15
after = layers.Dense(2, use_bias=model)
model.add(after)
#^^^^^^^^^^^^^^^ KL601 error: RecursionError: maximum recursion depth exceeded
other = keras.Sequential([keras.Input((4,)), layers.Dense(5)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 5) · 25
# model other: 25

# about: a Sequential that gets its input in its call, and has a layer that is not here
import keras
from acme import Thing
#^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'acme' is not installed
from keras import layers

inputs = keras.Input((64, 64, 3))  # hint: InputLayer → (None, 64, 64, 3)
ends = keras.Sequential([layers.Conv2D(4, 3), Thing()])
# hint: Conv2D (None, 64, 64, 3) → (None, 62, 62, 4) · 112
# hint: UnknownLayer (None, 62, 62, 4) → ?
x = layers.GlobalAveragePooling2D()(ends(inputs))
# hint: Sequential (None, 64, 64, 3) → (None, ?, ?, ?) · 112
# hint: GlobalAveragePooling2D (None, ?, ?, ?) → (None, ?) · 0
x = layers.Dense(3)(x)  # hint: Dense (None, ?) → (None, 3)
goes_on = keras.Sequential([layers.Conv2D(4, 3), Thing(), layers.Conv2D(5, 3)])
# hint: Conv2D (None, 64, 64, 3) → (None, 62, 62, 4) · 112
# hint: UnknownLayer (None, 62, 62, 4) → (None, ?, ?, ?)
# hint: Conv2D (None, ?, ?, ?) → (None, ?, ?, 5)
y = layers.GlobalAveragePooling2D()(goes_on(inputs))
# hint: Sequential (None, 64, 64, 3) → (None, ?, ?, 5) · 112
# hint: GlobalAveragePooling2D (None, ?, ?, 5) → (None, 5) · 0
model = keras.Model(inputs, [x, layers.Dense(2)(y)])  # hint: Dense (None, 5) → (None, 2) · 12
# model ends: at least 112, not built
# model goes_on: at least 112, not built
# model model: at least 236, not built

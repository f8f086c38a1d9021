# about: a model that ends in a layer of a package that is not here, used by others: no error
import keras
import no_such_package as extra
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The package 'no_such_package' is not installed
from keras import layers

image = keras.Input((32, 32, 3))  # hint: InputLayer → (None, 32, 32, 3)
inner = keras.Model(image, extra.layers.Thing()(layers.Conv2D(8, 3)(image)))
# hint: Conv2D (None, 32, 32, 3) → (None, 30, 30, 8) · 224
# hint: Thing (None, 30, 30, 8) → ? · ?
other = keras.Input((32, 32, 3))  # hint: InputLayer → (None, 32, 32, 3)
x = layers.Conv2D(4, 3)(inner(other))
# hint: Functional (None, 32, 32, 3) → (None, ?, ?, ?) · ?
# hint: Conv2D (None, ?, ?, ?) → (None, ?, ?, 4)
y = layers.GlobalAveragePooling2D()(x)
# hint: GlobalAveragePooling2D (None, ?, ?, 4) → (None, 4) · 0
outer = keras.Model(other, layers.Dense(2)(y))  # hint: Dense (None, 4) → (None, 2) · 10
# model inner: at least 224, not built
# model outer: at least 234, not built

# about: of several modules that one line imports, those that are there are there
import math, acme_tools, keras
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'acme_tools' is not installed
from keras import layers

size = acme_tools.size()
inputs = keras.Input((size,))  # hint: InputLayer → (None, size)
outputs = layers.Dense(math.floor(4.5))(inputs) * acme_tools.bound()
# hint: Dense (None, size) → (None, 4) · ?
# hint: Multiply (None, 4), ? → ?
model = keras.Model(inputs, outputs)
other = keras.models.clone_model(model)
other.set_weights(model.get_weights())
# model model: at least 4

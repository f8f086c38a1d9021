# about: a kernel larger than its input, which arithmetic on the shape does not hide
import keras
from keras import layers

tile = keras.Input((5, 5, 3))  # hint: InputLayer → (None, 5, 5, 3)
edges = layers.Conv2D(6, 7)(tile)  # hint: Conv2D fails
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ KL103 error: (None, 5, 5, 3)
#       from: tile = keras.Input((5, 5, 3))
size = edges.shape[1] * edges.shape[2] * edges.shape[3]
flat = layers.Reshape((size,))(edges)
same = layers.Conv2D(6, 7, padding="same", use_bias=False)(tile)
# hint: Conv2D (None, 5, 5, 3) → (None, 5, 5, 6) · 882
model = keras.Model(tile, layers.Dense(4, use_bias=False)(layers.Flatten()(same)))
# hint: Flatten (None, 5, 5, 6) → (None, 150) · 0
# hint: Dense (None, 150) → (None, 4) · 600
# model model: 1482

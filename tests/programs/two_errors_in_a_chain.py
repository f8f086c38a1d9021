# about: two errors of one chain that have nothing to do with each other: both, and nothing between
import keras
from keras import layers

x = inputs = keras.Input((8, 8, 3))  # hint: InputLayer → (None, 8, 8, 3)
x = layers.Conv2D(4, 3, strides=3)(x)  # hint: Conv2D (None, 8, 8, 3) → (None, 2, 2, 4) · 112
x = layers.Conv2D(16, 3)(x)  # hint: Conv2D fails
#   ^^^^^^^^^^^^^^^^^^^^^^^ KL103 error: (None, 2, 2, 4) from `conv2d`
#   from: x = layers.Conv2D(4, 3, strides=3)(x)
x = layers.BatchNormalization()(x)  # hint: BatchNormalization fails
x = layers.Flatten()(x)  # hint: Flatten fails
x = layers.Dense(10)(x)  # hint: Dense (None, ?) → (None, 10)
x = layers.Reshape((5, 5))(x)  # hint: Reshape fails
#   ^^^^^^^^^^^^^^^^^^^^^^^^^ KL104 error: (None, 10) from `dense`
#   from: x = layers.Dense(10)(x)
model = keras.Model(inputs, x)
model.compile("adam", "mse")
# model [not keras2] model: 176, 144 trainable, not built
# model [keras2] model: 768, 736 trainable, not built

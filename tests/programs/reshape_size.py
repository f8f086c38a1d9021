# about: a Reshape into another number of elements, and the layers behind it
import keras
from keras import layers

generator = keras.Sequential()
generator.add(keras.Input((100,)))  # hint: InputLayer → (None, 100)
generator.add(layers.Dense(7 * 7 * 2))  # hint: Dense (None, 100) → (None, 98) · 9898
generator.add(layers.Reshape((7, 7, 1)))  # hint: Reshape fails
#             ^^^^^^^^^^^^^^^^^^^^^^^^^ KL104 error: (None, 98)
#             from: generator.add(layers.Dense(7 * 7 * 2))
generator.add(layers.Conv2DTranspose(8, 3, padding="same"))
# hint: Conv2DTranspose (None, 7, 7, 1) → (None, 7, 7, 8) · 80
generator.add(layers.UpSampling2D(4))  # hint: UpSampling2D (None, 7, 7, 8) → (None, 28, 28, 8) · 0
generator.add(layers.Conv2D(4, 3, padding="same"))
# hint: Conv2D (None, 28, 28, 8) → (None, 28, 28, 4) · 292
generator.add(layers.Conv2D(6, 1))  # hint: Conv2D (None, 28, 28, 4) → (None, 28, 28, 6) · 30
# model generator: 10300

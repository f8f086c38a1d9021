import keras
from keras import layers

generator = keras.Sequential()
generator.add(keras.Input((100,)))
generator.add(layers.Dense(7 * 7 * 2))
generator.add(layers.Reshape((7, 7, 1)))
generator.add(layers.Conv2DTranspose(8, 3, padding="same"))
generator.add(layers.UpSampling2D(4))
generator.add(layers.Conv2D(4, 3, padding="same"))
generator.add(layers.Conv2D(6, 1))

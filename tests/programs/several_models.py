import keras
from keras import layers

LATENT = 16

generator = keras.Sequential(name="generator")
generator.add(keras.Input((LATENT,)))
generator.add(layers.Dense(7 * 7 * 32))
generator.add(layers.Reshape((7, 7, 32)))
generator.add(layers.UpSampling2D())
generator.add(layers.Conv2D(15, 3, padding="same"))
generator.add(layers.LeakyReLU())
generator.add(layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"))

discriminator = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 5, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Dropout(0.4),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ],
    name="discriminator",
)

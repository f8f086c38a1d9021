# about: a file with several models that have nothing to do with each other, GAN-like
import keras
from keras import layers

LATENT = 16

generator = keras.Sequential(name="generator")
generator.add(keras.Input((LATENT,)))  # hint: InputLayer → (None, 16)
generator.add(layers.Dense(7 * 7 * 32))  # hint: Dense (None, 16) → (None, 1568) · 26656
generator.add(layers.Reshape((7, 7, 32)))  # hint: Reshape (None, 1568) → (None, 7, 7, 32) · 0
generator.add(layers.UpSampling2D())
# hint: UpSampling2D (None, 7, 7, 32) → (None, 14, 14, 32) · 0
generator.add(layers.Conv2D(15, 3, padding="same"))
# hint: Conv2D (None, 14, 14, 32) → (None, 14, 14, 15) · 4335
generator.add(layers.LeakyReLU())  # hint: LeakyReLU (None, 14, 14, 15) → (None, 14, 14, 15) · 0
generator.add(layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"))
# hint: Conv2DTranspose (None, 14, 14, 15) → (None, 28, 28, 1) · 241

discriminator = keras.Sequential(
    [
        keras.Input((28, 28, 1)),  # hint: InputLayer → (None, 28, 28, 1)
        layers.Conv2D(32, 5, strides=2, padding="same"),
        # hint: Conv2D (None, 28, 28, 1) → (None, 14, 14, 32) · 832
        layers.LeakyReLU(negative_slope=0.2),
        # hint: LeakyReLU (None, 14, 14, 32) → (None, 14, 14, 32) · 0
        layers.Dropout(0.4),  # hint: Dropout (None, 14, 14, 32) → (None, 14, 14, 32) · 0
        layers.Flatten(),  # hint: Flatten (None, 14, 14, 32) → (None, 6272) · 0
        layers.Dense(1, activation="sigmoid"),  # hint: Dense (None, 6272) → (None, 1) · 6273
    ],
    name="discriminator",
)
# model generator: 31232
# model discriminator: 7105

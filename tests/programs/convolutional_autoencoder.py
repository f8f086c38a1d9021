# about: an encoder and a decoder with transposed convolutions, joined to a third model
import keras
from keras import layers, models

image = keras.Input(shape=(28, 28, 1), name="image")  # hint: InputLayer → (None, 28, 28, 1)
x = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(image)
# hint: Conv2D (None, 28, 28, 1) → (None, 14, 14, 16) · 160
x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(x)
# hint: Conv2D (None, 14, 14, 16) → (None, 7, 7, 32) · 4640
code = layers.Conv2D(48, 1, groups=4, name="code")(x)
# hint: Conv2D (None, 7, 7, 32) → (None, 7, 7, 48) · 432
encoder = models.Model(image, code, name="encoder")

shape = encoder.output.shape[1:]
latent = keras.Input(shape=shape)  # hint: InputLayer → (None, 7, 7, 48)
x = layers.Conv2DTranspose(12, 3, strides=2, padding="same", activation="relu")(latent)
# hint: Conv2DTranspose (None, 7, 7, 48) → (None, 14, 14, 12) · 5196
x = layers.Conv2DTranspose(6, 3, strides=2, padding="same", activation="relu")(x)
# hint: Conv2DTranspose (None, 14, 14, 12) → (None, 28, 28, 6) · 654
x = layers.ZeroPadding2D(2)(x)  # hint: ZeroPadding2D (None, 28, 28, 6) → (None, 32, 32, 6) · 0
x = layers.Cropping2D(((1, 3), (2, 2)))(x)
# hint: Cropping2D (None, 32, 32, 6) → (None, 28, 28, 6) · 0
decoded = layers.Conv2D(1, 3, padding="same", activation="sigmoid")(x)
# hint: Conv2D (None, 28, 28, 6) → (None, 28, 28, 1) · 55
decoded = layers.Conv2D(1, 4, padding="same", use_bias=False)(decoded)
# hint: Conv2D (None, 28, 28, 1) → (None, 28, 28, 1) · 16
decoder = models.Model(latent, decoded, name="decoder")

autoencoder = models.Model(image, decoder(encoder(image)), name="autoencoder")
# hint: Functional (None, 28, 28, 1) → (None, 7, 7, 48) · 5232
# hint: Functional (None, 7, 7, 48) → (None, 28, 28, 1) · 5921
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
# model encoder: 5232
# model decoder: 5921
# model autoencoder: 11153

import keras
from keras import layers, models

image = keras.Input(shape=(28, 28, 1), name="image")
x = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(image)
x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(x)
code = layers.Conv2D(48, 1, groups=4, name="code")(x)
encoder = models.Model(image, code, name="encoder")

shape = encoder.output.shape[1:]
latent = keras.Input(shape=shape)
x = layers.Conv2DTranspose(12, 3, strides=2, padding="same", activation="relu")(latent)
x = layers.Conv2DTranspose(6, 3, strides=2, padding="same", activation="relu")(x)
x = layers.ZeroPadding2D(2)(x)
x = layers.Cropping2D(((1, 3), (2, 2)))(x)
decoded = layers.Conv2D(1, 3, padding="same", activation="sigmoid")(x)
decoded = layers.Conv2D(1, 4, padding="same", use_bias=False)(decoded)
decoder = models.Model(latent, decoded, name="decoder")

autoencoder = models.Model(image, decoder(encoder(image)), name="autoencoder")
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")

# Denoising convolutional autoencoder, then anomaly detection by the reconstruction error.
import numpy as np
from tensorflow import keras
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Conv2D, Conv2DTranspose, MaxPooling2D, UpSampling2D

rng = np.random.default_rng(31)


def rings(n):
    """8-bit pictures of rings."""
    yy, xx = np.mgrid[0:20, 0:20]
    cx = rng.uniform(8, 12, (n, 1, 1))
    cy = rng.uniform(8, 12, (n, 1, 1))
    r = rng.uniform(4, 7, (n, 1, 1))
    d = np.sqrt((xx - cx) ** 2 + (yy - cy) ** 2)
    return (255 * np.exp(-((d - r) ** 2) / 2)).astype("uint8")


def preprocess(array):
    """Normalizes the supplied array and reshapes it."""
    array = array.astype("float32") / 255.0
    return np.reshape(array, (len(array), 20, 20, 1))


def noise(array, factor=0.3):
    noisy_array = array + factor * rng.normal(size=array.shape)
    return np.clip(noisy_array, 0.0, 1.0).astype("float32")


train_data = preprocess(rings(320))
test_data = preprocess(rings(64))
noisy_train_data = noise(train_data)
noisy_test_data = noise(test_data)

input_img = Input(shape=(20, 20, 1))

# Encoder
x = Conv2D(16, (3, 3), activation="relu", padding="same")(input_img)
x = MaxPooling2D((2, 2), padding="same")(x)
x = Conv2D(8, (3, 3), activation="relu", padding="same")(x)
encoded = MaxPooling2D((2, 2), padding="same", name="code")(x)

# Decoder
x = Conv2DTranspose(8, (3, 3), strides=2, activation="relu", padding="same")(encoded)
x = UpSampling2D((2, 2))(x)
x = Conv2D(16, (3, 3), activation="relu", padding="same")(x)
decoded = Conv2D(1, (3, 3), activation="sigmoid", padding="same")(x)

autoencoder = Model(input_img, decoded, name="autoencoder")
autoencoder.compile(optimizer=keras.optimizers.Adam(5e-3), loss="binary_crossentropy", metrics=["mse"])

# First learn the identity, then learn to remove noise.
autoencoder.fit(
    x=train_data,
    y=train_data,
    epochs=2,
    batch_size=32,
    shuffle=True,
    validation_data=(test_data, test_data),
    verbose=2,
)
autoencoder.fit(
    x=noisy_train_data,
    y=train_data,
    epochs=2,
    batch_size=32,
    shuffle=True,
    validation_data=(noisy_test_data, test_data),
    verbose=2,
)

predictions = autoencoder.predict(noisy_test_data, verbose=0)
print("noisy mse   ", float(np.mean((noisy_test_data - test_data) ** 2)))
print("denoised mse", float(np.mean((predictions - test_data) ** 2)))

# Anomalies are pictures that cannot be reconstructed well.
encoder = Model(autoencoder.input, autoencoder.get_layer("code").output)
print("code shape", encoder.predict(test_data[:4], verbose=0).shape)


def reconstruction_error(images):
    rec = autoencoder.predict(images, verbose=0)
    return np.mean(np.abs(rec - images), axis=(1, 2, 3))


threshold = np.quantile(reconstruction_error(train_data), 0.99)
stripes = np.tile((np.arange(20) % 2).astype("float32"), (8, 20, 1))[..., None]
print("flagged rings  ", int((reconstruction_error(test_data) > threshold).sum()), "of", len(test_data))
print("flagged stripes", int((reconstruction_error(stripes) > threshold).sum()), "of", len(stripes))

# Variational autoencoder on tabular data where the KL term is added by a layer through add_loss.
import keras
import numpy as np
from keras import layers, ops


class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(5)

    def call(self, inputs):
        mean, log_var = inputs
        eps = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_var) * eps


class Encoder(layers.Layer):
    def __init__(self, latent_dim=3, hidden=32, beta=0.01, name="encoder", **kwargs):
        super().__init__(name=name, **kwargs)
        self.latent_dim = latent_dim
        self.hidden = hidden
        self.beta = beta
        self.proj = layers.Dense(hidden, activation="relu")
        self.to_mean = layers.Dense(latent_dim)
        self.to_log_var = layers.Dense(latent_dim)
        self.sampling = Sampling()

    def call(self, inputs):
        h = self.proj(inputs)
        mean = self.to_mean(h)
        log_var = self.to_log_var(h)
        kl = -0.5 * ops.mean(log_var - ops.square(mean) - ops.exp(log_var) + 1)
        self.add_loss(self.beta * kl)
        return self.sampling((mean, log_var))

    def get_config(self):
        config = super().get_config()
        config.update(latent_dim=self.latent_dim, hidden=self.hidden, beta=self.beta)
        return config


class Decoder(layers.Layer):
    def __init__(self, original_dim, hidden=32, name="decoder", **kwargs):
        super().__init__(name=name, **kwargs)
        self.original_dim = original_dim
        self.hidden = hidden
        self.proj = layers.Dense(hidden, activation="relu")
        self.out = layers.Dense(original_dim, activation="sigmoid")

    def call(self, inputs):
        return self.out(self.proj(inputs))

    def get_config(self):
        config = super().get_config()
        config.update(original_dim=self.original_dim, hidden=self.hidden)
        return config


class VariationalAutoEncoder(keras.Model):
    def __init__(self, original_dim, latent_dim=3, name="autoencoder", **kwargs):
        super().__init__(name=name, **kwargs)
        self.original_dim = original_dim
        self.encoder = Encoder(latent_dim=latent_dim)
        self.decoder = Decoder(original_dim)

    def call(self, inputs):
        return self.decoder(self.encoder(inputs))


def main():
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    latent = rng.normal(size=(600, 3))
    mix = rng.normal(size=(3, 20))
    data = 1.0 / (1.0 + np.exp(-(latent @ mix)))
    data = data.astype("float32")

    vae = VariationalAutoEncoder(20)
    vae.compile(optimizer="adam", loss=keras.losses.MeanSquaredError())
    vae.fit(data, data, epochs=3, batch_size=60, validation_split=0.1, verbose=2)

    z = keras.random.normal((5, 3), seed=1)
    new_rows = vae.decoder(z)
    print(
        "generated",
        new_rows.shape,
        "min",
        float(ops.min(new_rows)),
        "max",
        float(ops.max(new_rows)),
    )


if __name__ == "__main__":
    main()

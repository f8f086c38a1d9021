import keras
from keras import layers


class ConvBlock(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = layers.Conv1D(filters, 3, padding="causal", use_bias=False)
        self.norm = layers.BatchNormalization()
        self.act = layers.Activation("swish")

    def call(self, x, training=None):
        x = self.conv(x)
        x = self.norm(x, training=training)
        return self.act(x)


signal = keras.Input((100, 4))
x = ConvBlock(16)(signal)
x = layers.MaxPool1D(2)(x)
x = ConvBlock(16)(x)
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(signal, layers.Dense(1)(x))

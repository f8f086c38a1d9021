# about: a layer of the program's own that has no `build`, only layers inside
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
        # hint: Conv1D (None, 100, 4) → (None, 100, 16) · 192
        # hint: Conv1D (None, 50, 16) → (None, 50, 16) · 768
        x = self.norm(x, training=training)
        # hint: BatchNormalization (None, 100, 16) → (None, 100, 16) · 64
        # hint: BatchNormalization (None, 50, 16) → (None, 50, 16) · 64
        return self.act(x)
        # hint: Activation (None, 100, 16) → (None, 100, 16) · 0
        # hint: Activation (None, 50, 16) → (None, 50, 16) · 0


signal = keras.Input((100, 4))  # hint: InputLayer → (None, 100, 4)
x = ConvBlock(16)(signal)  # hint: ConvBlock (None, 100, 4) → (None, 100, 16) · 256
x = layers.MaxPool1D(2)(x)  # hint: MaxPooling1D (None, 100, 16) → (None, 50, 16) · 0
x = ConvBlock(16)(x)  # hint: ConvBlock (None, 50, 16) → (None, 50, 16) · 832
x = layers.GlobalAveragePooling1D()(x)
# hint: GlobalAveragePooling1D (None, 50, 16) → (None, 16) · 0
model = keras.Model(signal, layers.Dense(1)(x))  # hint: Dense (None, 16) → (None, 1) · 17
# model model: 1105, 1041 trainable

# about: a subclassed model whose layers are in a list: Keras' own summary prints `?` for them
import keras
from keras import layers


class Stack(keras.Model):
    def __init__(self, widths, classes):
        super().__init__()
        self.hidden = [layers.Dense(width, activation="relu") for width in widths]
        self.dropout = layers.Dropout(0.5)
        self.out = layers.Dense(classes)

    def call(self, x, training=False):
        for layer in self.hidden:
            x = layer(x)
            # hint: Dense (None, 20) → (None, 64) · 1344
            # hint: Dense (None, 64) → (None, 64) · 4160
            # hint: Dense (None, 64) → (None, 10) · 650
        x = self.dropout(x, training=training)  # hint: Dropout (None, 10) → (None, 10) · 0
        return self.out(x) if training else self.out(x)  # hint: Dense (None, 10) → (None, 2) · 22


net = Stack([64, 64, 10], classes=2)
inputs = keras.Input((20,))  # hint: InputLayer → (None, 20)
net(inputs)  # hint: Stack (None, 20) → (None, 2) · 6176
# model net: 6176

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
        x = self.dropout(x, training=training)
        return self.out(x) if training else self.out(x)


net = Stack([64, 64, 10], classes=2)
inputs = keras.Input((20,))
net(inputs)

# about: an error inside the `call` of a subclassed model: at the inner line, once, and not at the
#     outer one
import keras
from keras import layers


class Net(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.conv1 = layers.Conv2D(8, 3, activation="relu")
        self.pool = layers.GlobalAveragePooling2D()
        self.conv2 = layers.Conv2D(16, 3, activation="relu")
        self.out = layers.Dense(classes)

    def call(self, x):
        x = self.conv1(x)  # hint: Conv2D (None, 28, 28, 1) → (None, 26, 26, 8) · 80
        x = self.pool(x)  # hint: GlobalAveragePooling2D (None, 26, 26, 8) → (None, 8) · 0
        x = self.conv2(x)  # hint: Conv2D fails
#           ^^^^^^^^^^^^^ KL101 error: needs an input with at least 4 dimensions, but gets 2: (None, 8)
#           from: x = self.pool(x)
#           from: logits = net(keras.Input((28, 28, 1)))
        return self.out(layers.Flatten()(x))  # hint: Flatten fails; Dense (None, None) → (None, 3)


net = Net(3)
logits = net(keras.Input((28, 28, 1)))
# hint: InputLayer → (None, 28, 28, 1)
# hint: Net (None, 28, 28, 1) → (None, 3) · 80
probabilities = layers.Softmax()(logits)  # hint: Softmax (None, 3) → (None, 3) · 0
# model net: 80, not built

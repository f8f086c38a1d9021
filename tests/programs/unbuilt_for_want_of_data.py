# about: what a model lacks that data would have built, which are not here; and what no data build
import acme_data
#^^^^^^^^^^^^^^^ KL901 information: 'acme_data' is not installed
import keras
from keras import layers


class Doubled(layers.Layer):
    def build(self, shape):
        self.part = self.add_weight(shape=(shape[-1], 3))

    @property
    def kernel(self):
        return self.part * 2.0

    def call(self, x):
        return x @ self.kernel  # hint: Matmul ?, (?, 3) → ?


def train(model, data):
    model.compile("adam", "mse")
    model.fit(data)


data = acme_data.load().map(lambda x: (x, x))
classifier = keras.Sequential([Doubled(), layers.Dense(3)])  # hint: Doubled ? → ? · ?; Dense ? → ?
train(classifier, data.batch(8))
print(classifier.count_params())
print(classifier.layers[0].kernel.shape)
called = layers.Dense(2)  # hint: Dense ? → ?
called(acme_data.load())
print(called.count_params())
never = layers.Dense(2)
print(never.count_params())
#     ^^^^^^^^^^^^^^^^^^^^ KL601 error: ValueError: You tried to call `count_params` on layer 'dense_2', but the layer isn't built. You can build it manually via: `layer.build(input_shape)`.
# model classifier: at least 0, not built

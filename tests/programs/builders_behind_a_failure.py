# about: what the program calls behind the place at which it failed is not said to be never called;
#     text goes into a model that looks words up
import keras
from keras import layers


def build_model(units, classes):
    return keras.Sequential([keras.Input((4,)), layers.Dense(units), layers.Dense(classes)])


class Net(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, x):
        return self.dense(x)


def train(config):
    model = build_model(config["units"], 3)
    net = Net(3)
    return model, net


def main():
    config = {"unit": 3}
    print(config["units"])
#         ^^^^^^^^^^^^^^^ KL601 error: KeyError: 'units'
#         from: main()
    train(config)


def never(width):
#   ^^^^^ KL907 information: `never` is never called, and needs `width`. Say how in a comment, for instance `# keras-lsp: never(width=64)`.
    return keras.Sequential([keras.Input((width,)), layers.Dense(2)])


text = keras.Sequential([layers.TextVectorization(max_tokens=10), layers.Embedding(10, 4)])
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL907 information: `text` is never called on an input, so its shapes are not known. Say how in a comment, for instance `# keras-lsp: text(keras.Input((1,), dtype="string"))`.
if __name__ == "__main__":
    main()
# model text: ?

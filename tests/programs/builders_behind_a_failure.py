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
    train(config)


def never(width):
    return keras.Sequential([keras.Input((width,)), layers.Dense(2)])


text = keras.Sequential([layers.TextVectorization(max_tokens=10), layers.Embedding(10, 4)])
if __name__ == "__main__":
    main()

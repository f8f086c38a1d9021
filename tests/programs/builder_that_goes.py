from keras import Input, Sequential, layers


def build():
    return Sequential([Input((3,)), layers.Dense(2)])


del build

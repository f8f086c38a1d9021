from keras import layers


def head(classes):
    return layers.Dense(classes, activation="softmax")

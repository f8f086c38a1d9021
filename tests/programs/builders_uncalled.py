"""A module of builders, as it is imported by others."""


def perceptron(units=4):
    from keras.layers import Dense, Input
    from keras.models import Sequential

    model = Sequential()
    model.add(Input((3,)))
    model.add(Dense(units))
    return model


def compiled():
    model = perceptron(2)
    model.compile("sgd", "mse")
    return model


def classifier(num_classes, shape=(8, 8, 1)):
    import keras

    return keras.Sequential([keras.Input(shape), keras.layers.Dense(num_classes)])


def unguessable(recipe):
    from keras.models import Sequential

    return Sequential(recipe.layers)


def block(x, filters):
    from keras.layers import Conv2D

    return Conv2D(filters, 3)(x)


def weights_of(model):
    return model.count_params()

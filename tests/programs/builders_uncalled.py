# about: builders that the file never calls: those without arguments are called, `perceptron` by
#     `compiled`; a block or a helper is none
"""A module of builders, as it is imported by others."""


def perceptron(units=4):
    from keras.layers import Dense, Input
    from keras.models import Sequential

    model = Sequential()
    model.add(Input((3,)))  # hint: InputLayer → (None, 3)
    model.add(Dense(units))  # hint: Dense (None, 3) → (None, 2) · 8
    return model


def compiled():
    model = perceptron(2)
    model.compile("sgd", "mse")
    return model


def classifier(num_classes, shape=(8, 8, 1)):
#   ^^^^^^^^^^ KL907 information: `classifier` is never called, and needs `num_classes`. Say how in a comment, for instance `# keras-lsp: classifier(num_classes=10)`.
    import keras

    return keras.Sequential([keras.Input(shape), keras.layers.Dense(num_classes)])


def unguessable(recipe):
#   ^^^^^^^^^^^ KL907 information: `unguessable` is never called, and needs `recipe`.
    from keras.models import Sequential

    return Sequential(recipe.layers)


def block(x, filters):
    from keras.layers import Conv2D

    return Conv2D(filters, 3)(x)


def weights_of(model):
    return model.count_params()
# model compiled(): 8

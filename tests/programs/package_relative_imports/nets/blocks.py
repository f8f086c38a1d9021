from keras import layers

WIDEN = 1


def down(x, filters):
    x = layers.Conv2D(filters, 3, padding="same")(x)
    return layers.AveragePooling2D(2)(x)

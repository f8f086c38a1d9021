from keras import layers

WIDEN = 1


def down(x, filters):
    x = layers.Conv2D(filters, 3, padding="same")(x)
    # hint: Conv2D (None, 16, 16, 3) → (None, 16, 16, 16) · 448
    # hint: Conv2D (None, 8, 8, 16) → (None, 8, 8, 32) · 4640
    return layers.AveragePooling2D(2)(x)
    # hint: AveragePooling2D (None, 16, 16, 16) → (None, 8, 8, 16) · 0
    # hint: AveragePooling2D (None, 8, 8, 32) → (None, 4, 4, 32) · 0

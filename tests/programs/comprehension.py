import keras

widths = (32, 16, 1)
mlp = keras.Sequential(
    [keras.Input((16,))] + [keras.layers.Dense(width, activation="relu") for width in widths]
)
gates = [keras.layers.Dense(2)(output) for output in (layer.output for layer in mlp.layers)]

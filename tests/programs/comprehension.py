# about: layers that a comprehension makes, all by one expression
import keras

widths = (32, 16, 1)
mlp = keras.Sequential(
    [keras.Input((16,))] + [keras.layers.Dense(width, activation="relu") for width in widths]
    # hint: InputLayer → (None, 16)
    # hint: Dense (None, 16) → (None, 32) · 544
    # hint: Dense (None, 32) → (None, 16) · 528
    # hint: Dense (None, 16) → (None, 1) · 17
)
gates = [keras.layers.Dense(2)(output) for output in (layer.output for layer in mlp.layers)]
# hint: Dense (None, 32) → (None, 2) · 66
# hint: Dense (None, 16) → (None, 2) · 34
# hint: Dense (None, 1) → (None, 2) · 4
# model mlp: 1089

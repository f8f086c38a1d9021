# about: a second model cut out of a first one by the name of a layer
import keras
from keras import layers

full = keras.Sequential(
    [
        keras.Input((10, 10, 3)),  # hint: InputLayer → (None, 10, 10, 3)
        layers.Conv2D(32, 3, name="edges"),
        # hint: Conv2D (None, 10, 10, 3) → (None, 8, 8, 32) · 896
        layers.AveragePooling2D(2),
        # hint: AveragePooling2D (None, 8, 8, 32) → (None, 4, 4, 32) · 0
        layers.Conv2D(7, 3),  # hint: Conv2D (None, 4, 4, 32) → (None, 2, 2, 7) · 2023
        layers.GlobalAveragePooling2D(),
        # hint: GlobalAveragePooling2D (None, 2, 2, 7) → (None, 7) · 0
        layers.Softmax(),  # hint: Softmax (None, 7) → (None, 7) · 0
        layers.Dense(1, use_bias=False),  # hint: Dense (None, 7) → (None, 1) · 7
        layers.Dense(4),  # hint: Dense (None, 1) → (None, 4) · 8
    ]
)
features = keras.Model(full.inputs, full.get_layer("edges").output, name="features")
print([feature.shape for feature in features.outputs])
# model full: 2934
# model features: 896

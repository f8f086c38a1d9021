import keras
from keras import layers

full = keras.Sequential(
    [
        keras.Input((10, 10, 3)),
        layers.Conv2D(32, 3, name="edges"),
        layers.AveragePooling2D(2),
        layers.Conv2D(7, 3),
        layers.GlobalAveragePooling2D(),
        layers.Softmax(),
        layers.Dense(1, use_bias=False),
        layers.Dense(4),
    ]
)
features = keras.Model(full.inputs, full.get_layer("edges").output, name="features")
print([feature.shape for feature in features.outputs])

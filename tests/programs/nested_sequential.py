# about: a Sequential used as a layer of a functional model, augmentation included
import keras
from keras import layers

augment = keras.Sequential(
    [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)],
    # hint: RandomFlip (None, 48, 48, 3) → (None, 48, 48, 3) · 0
    # hint: RandomRotation (None, 48, 48, 3) → (None, 48, 48, 3) · 0
    name="augment",
)
encoder = keras.Sequential(name="encoder")
encoder.add(keras.Input((48, 48, 3)))  # hint: InputLayer → (None, 48, 48, 3)
encoder.add(layers.Conv2D(16, 4, strides=4))
# hint: Conv2D (None, 48, 48, 3) → (None, 12, 12, 16) · 784
encoder.add(layers.DepthwiseConv2D(4, strides=4, use_bias=False))
# hint: DepthwiseConv2D (None, 12, 12, 16) → (None, 3, 3, 16) · 256
encoder.add(layers.Flatten())  # hint: Flatten (None, 3, 3, 16) → (None, 144) · 0
encoder.add(layers.Dense(15))  # hint: Dense (None, 144) → (None, 15) · 2175
encoder.add(layers.Reshape((15, 1)))  # hint: Reshape (None, 15) → (None, 15, 1) · 0
encoder.add(layers.Conv1D(1, 1, use_bias=False))  # hint: Conv1D (None, 15, 1) → (None, 15, 1) · 1
encoder.add(layers.Flatten())  # hint: Flatten (None, 15, 1) → (None, 15) · 0

photo = keras.Input((48, 48, 3))  # hint: InputLayer → (None, 48, 48, 3)
code = encoder(augment(photo))
# hint: Sequential (None, 48, 48, 3) → (None, 48, 48, 3) · 0
# hint: Sequential (None, 48, 48, 3) → (None, 15) · 3216
label = layers.Dense(31)(code)  # hint: Dense (None, 15) → (None, 31) · 496
label = layers.Dense(5, use_bias=False)(label)  # hint: Dense (None, 31) → (None, 5) · 155
classifier = keras.Model(photo, label)
# model augment: 0
# model encoder: 3216
# model classifier: 3867

# about: residual connections, with the function `layers.add` and with the operator
import keras
from keras import layers

inputs = keras.Input(shape=(32, 32, 3))  # hint: InputLayer → (None, 32, 32, 3)
x = layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)
# hint: Conv2D (None, 32, 32, 3) → (None, 32, 32, 16) · 448

shortcut = x
x = layers.Conv2D(16, 3, padding="same", activation="relu")(x)
# hint: Conv2D (None, 32, 32, 16) → (None, 32, 32, 16) · 2320
x = layers.add([shortcut, x])
# hint: Add (None, 32, 32, 16), (None, 32, 32, 16) → (None, 32, 32, 16) · 0

projection = layers.Conv2D(32, 1, strides=2)(x)
# hint: Conv2D (None, 32, 32, 16) → (None, 16, 16, 32) · 544
x = layers.SeparableConv2D(32, 3, strides=2, padding="same")(x)
# hint: SeparableConv2D (None, 32, 32, 16) → (None, 16, 16, 32) · 688
x = layers.ReLU()(x + projection)
# hint [not keras2]: Add (None, 16, 16, 32), (None, 16, 16, 32) → (None, 16, 16, 32)
# hint [not keras2]: ReLU (None, 16, 16, 32) → (None, 16, 16, 32) · 0
# hint [keras2]: TFOpLambda (None, 16, 16, 32), (None, 16, 16, 32) → (None, 16, 16, 32)
# hint [keras2]: ReLU (None, 16, 16, 32) → (None, 16, 16, 32) · 0

x = layers.SeparableConv2D(8, 3, use_bias=False)(x)
# hint: SeparableConv2D (None, 16, 16, 32) → (None, 14, 14, 8) · 544
x = layers.GlobalMaxPooling2D()(x)  # hint: GlobalMaxPooling2D (None, 14, 14, 8) → (None, 8) · 0
outputs = layers.Dense(40)(layers.BatchNormalization(scale=False, center=False)(x))
# hint: BatchNormalization (None, 8) → (None, 8) · 16
# hint: Dense (None, 8) → (None, 40) · 360
outputs = layers.Reshape((-1, 4))(outputs)  # hint: Reshape (None, 40) → (None, 10, 4) · 0
outputs = layers.Dense(4, use_bias=False)(outputs)
# hint: Dense (None, 10, 4) → (None, 10, 4) · 16
outputs = layers.Dense(2, use_bias=False)(outputs)  # hint: Dense (None, 10, 4) → (None, 10, 2) · 8

model = keras.Model(inputs, outputs)
# model model: 4944, 4928 trainable

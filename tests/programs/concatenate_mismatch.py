# about: tensors joined that differ in another dimension than the one they are joined along
import keras
from keras import layers

image = keras.Input((32, 32, 3))  # hint: InputLayer → (None, 32, 32, 3)
wide = layers.Conv2D(8, 5, strides=2, padding="same")(image)
# hint: Conv2D (None, 32, 32, 3) → (None, 16, 16, 8) · 608
deep = layers.Conv2D(8, 5, strides=2)(image)
# hint: Conv2D (None, 32, 32, 3) → (None, 14, 14, 8) · 608
merged = layers.Concatenate(axis=-1)([wide, deep])  # hint: Concatenate fails
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL102 error: (None, 16, 16, 8)
#        from: wide = layers.Conv2D(8, 5, strides=2, padding="same")(image)
#        from: deep = layers.Conv2D(8, 5, strides=2)(image)
pooled = layers.GlobalAveragePooling2D()(merged)
# hint: GlobalAveragePooling2D (None, ?, ?, 16) → (None, 16) · 0
model = keras.Model(image, layers.Dense(4)(pooled))  # hint: Dense (None, 16) → (None, 4) · 68
# model model: 1284

import keras
from keras import layers

image = keras.Input((32, 32, 3))
wide = layers.Conv2D(8, 5, strides=2, padding="same")(image)
deep = layers.Conv2D(8, 5, strides=2)(image)
merged = layers.Concatenate(axis=-1)([wide, deep])
pooled = layers.GlobalAveragePooling2D()(merged)
model = keras.Model(image, layers.Dense(4)(pooled))

"""A classifier of handwritten digits, with a mistake in its second model."""

import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((28, 28, 1)))
model.add(layers.Conv2D(32, 3, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(64, 3, activation="relu"))
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])

image = keras.Input((28, 28, 1))
wide = layers.Conv2D(16, 3, padding="same")(image)
narrow = layers.Conv2D(16, 3)(image)
both = layers.Add()([wide, narrow])
broken = keras.Model(image, layers.Dense(10)(layers.Flatten()(both)))

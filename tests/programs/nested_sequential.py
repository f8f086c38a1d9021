import keras
from keras import layers

augment = keras.Sequential(
    [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)],
    name="augment",
)
encoder = keras.Sequential(name="encoder")
encoder.add(keras.Input((48, 48, 3)))
encoder.add(layers.Conv2D(16, 4, strides=4))
encoder.add(layers.DepthwiseConv2D(4, strides=4, use_bias=False))
encoder.add(layers.Flatten())
encoder.add(layers.Dense(15))
encoder.add(layers.Reshape((15, 1)))
encoder.add(layers.Conv1D(1, 1, use_bias=False))
encoder.add(layers.Flatten())

photo = keras.Input((48, 48, 3))
code = encoder(augment(photo))
label = layers.Dense(31)(code)
label = layers.Dense(5, use_bias=False)(label)
classifier = keras.Model(photo, label)

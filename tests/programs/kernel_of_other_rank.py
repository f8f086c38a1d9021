import keras
from keras import layers

video = keras.Input((5, 8), name="video")
frames = layers.TimeDistributed(layers.Conv2D(2, 3))(video)
model = keras.Model(video, frames)

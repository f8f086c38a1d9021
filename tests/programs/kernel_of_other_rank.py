# about: a two-dimensional convolution applied to each step of a sequence of vectors
import keras
from keras import layers

video = keras.Input((5, 8), name="video")  # hint: InputLayer → (None, 5, 8)
frames = layers.TimeDistributed(layers.Conv2D(2, 3))(video)  # hint: TimeDistributed fails
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: (None, 5, 8) from `video`
#        from: video = keras.Input((5, 8), name="video")
model = keras.Model(video, frames)
# model [not keras2] model: 0, not built
# model [keras2] model: 146

# about: a class of the program's own that gives Keras a graph that is not known
import acme_data
#^^^^^^^^^^^^^^^ KL901 information: 'acme_data' is not installed
from tensorflow import keras


class Wrapped(keras.Model):
    def __init__(self, inputs, outputs):
        super().__init__(inputs=acme_data.first(inputs), outputs=outputs)
        self.head = keras.layers.Dense(3)


image = keras.Input((4,))  # hint: InputLayer → (None, 4)
wrapped = Wrapped(image, keras.layers.Dense(2)(image))  # hint: Dense (None, 4) → (None, 2) · 10
model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,))])
# hint: Dense (None, 4) → (None, 3) · 15
# model model: 15

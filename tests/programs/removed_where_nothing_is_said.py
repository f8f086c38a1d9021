# about: questions, guarded uses and names of the program's own are no uses of what is gone
import keras
from keras import layers

if hasattr(keras.losses, "mse"):
    raise RuntimeError("there is no such function")
loss = getattr(keras.losses, "mse", None) or keras.losses.mean_squared_error
try:
    from keras.utils import np_utils
except ImportError:
    np_utils = None
try:
    optimizer = keras.optimizers.Adam(lr=0.1)
except ValueError:
    optimizer = keras.optimizers.Adam(learning_rate=0.1)


class Mine(layers.Layer):
    def __init__(self, units, weights=None, init="zeros"):
        super().__init__()
        self.dense = layers.Dense(units, kernel_initializer=init)

    def call(self, x):
        return self.dense(x)  # hint: Dense (None, 4) → (None, 2) · 10

    def output_shape(self):
        return ()


model = keras.Sequential([keras.Input((4,)), Mine(2, weights=[1], init="ones")])
# hint: InputLayer → (None, 4)
# hint: Mine (None, 4) → (None, 2) · 10
assert np_utils is None and model.layers[0].output_shape() == ()
# model model: 10

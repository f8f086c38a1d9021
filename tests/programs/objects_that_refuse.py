# about: objects that refuse to be asked anything, beside a problem whose quick fixes look for
#     arrays
import keras
import numpy as np


class Refusing:
    def __getattr__(self, name):
        raise RuntimeError(name)

    @property
    def shape(self):
        raise SystemExit(3)


refusing = Refusing()
x = np.zeros((30, 4))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 3) · 15
model.compile("adam", "mse")
model.fit(x)
#^^^^^^^^^^^ KL402 error: there are no targets
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
# from: model.compile("adam", "mse")
model.fit(x, np.zeros((20, 3)))
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL403 error: x has 30; y has 20.
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
# from: x = np.zeros((30, 4))
# model model: 15

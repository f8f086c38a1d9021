# about: arrays that do not fit the weights of the layer they are given to
import keras
import numpy as np
from keras import layers

model = keras.Sequential([keras.Input((5,)), layers.Dense(3, name="first"), layers.Dense(5)])
# hint: InputLayer → (None, 5)
# hint: Dense (None, 5) → (None, 3) · 18
# hint: Dense (None, 3) → (None, 5) · 20
kernel, bias = np.zeros((4, 3)), np.zeros((3,))
model.get_layer("first").set_weights([kernel, bias])
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL105 error: (5, 3)
model.layers[1].set_weights([kernel[:3].T[:3, :3] @ np.ones((3, 5)), np.ones(5)])
# model model: 38

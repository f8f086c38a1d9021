import keras
import numpy as np
from keras import layers

model = keras.Sequential([keras.Input((5,)), layers.Dense(3, name="first"), layers.Dense(5)])
kernel, bias = np.zeros((4, 3)), np.zeros((3,))
model.get_layer("first").set_weights([kernel, bias])
model.layers[1].set_weights([kernel[:3].T[:3, :3] @ np.ones((3, 5)), np.ones(5)])

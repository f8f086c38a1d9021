# about: what a star import of a missing package would have bound is not known: no NameError
from acme_models import *
#^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'acme_models' is not installed
import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 3) · 15
head = build_head(units)
outputs = head(model.outputs[0])
# hint [not keras2]: head (None, 3) → ? · ?


def more():
    return keras.layers.Dense(width)(model.outputs[0])


more()
keras.layers.LSTM(2)(model.outputs[0])  # hint: LSTM fails
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: (None, 3)
# from: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
# model model: 15

from acme_models import *
import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
head = build_head(units)
outputs = head(model.outputs[0])


def more():
    return keras.layers.Dense(width)(model.outputs[0])


more()
keras.layers.LSTM(2)(model.outputs[0])

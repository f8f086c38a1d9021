import keras
from keras import layers


def build():
	inputs = keras.Input((8,))
	for units in (4,):
		x	= layers.Dense(units)(inputs)
		if units > 2:
			x = layers.Dense(1, use_bias=False)(x); y =	layers.Conv1D(2, 1)(x)
	x = layers.Dense(5, use_bias=False)(x)
	return keras.Model(inputs, x)


model = build()

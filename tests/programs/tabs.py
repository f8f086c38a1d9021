# about: a file that is indented with tabs, and has one inside a line
import keras
from keras import layers


def build():
	inputs = keras.Input((8,))  # hint: InputLayer → (None, 8)
	for units in (4,):
		x	= layers.Dense(units)(inputs)  # hint: Dense (None, 8) → (None, 4) · 36
		if units > 2:
			x = layers.Dense(1, use_bias=False)(x); y =	layers.Conv1D(2, 1)(x)
			# hint: Dense (None, 4) → (None, 1) · 4
			# hint: Conv1D fails
#                                              ^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with at least 3 dimensions
#                                              from: x = layers.Dense(1, use_bias=False)(x); y =	layers.Conv1D(2, 1)(x)
#                                              from: model = build()
	x = layers.Dense(5, use_bias=False)(x)  # hint: Dense (None, 1) → (None, 5) · 5
	return keras.Model(inputs, x)


model = build()
# model model: 45

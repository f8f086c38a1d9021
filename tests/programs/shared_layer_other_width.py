# about: a built layer called on a tensor of another width
import keras
from keras.layers import Concatenate, Dense

shared = Dense(8, name="shared")
short = keras.Input((4,), name="short")  # hint: InputLayer → (None, 4)
long = keras.Input((5,), name="long")  # hint: InputLayer → (None, 5)
joined = Concatenate()([shared(short), shared(long)])
# hint: Dense (None, 4) → (None, 8) · 40
# hint: Dense fails
# hint: Concatenate (None, 8), (None, 8) → (None, 16) · 0
#                                      ^^^^^^^^^^^^ KL101 error: built for 4 in axis -1 of its input, but gets (None, 5) from `long`
#                                      from: long = keras.Input((5,), name="long")
model = keras.Model([short, long], Dense(3)(joined))  # hint: Dense (None, 16) → (None, 3) · 51
# model model: 91

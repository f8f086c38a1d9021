import keras
from keras.layers import Concatenate, Dense

shared = Dense(8, name="shared")
short = keras.Input((4,), name="short")
long = keras.Input((5,), name="long")
joined = Concatenate()([shared(short), shared(long)])
model = keras.Model([short, long], Dense(3)(joined))

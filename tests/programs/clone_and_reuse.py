import keras
from keras import layers

original = keras.Sequential([keras.Input((4,)), layers.Dense(5), layers.Dense(1)])
copy = keras.models.clone_model(original)
copy.set_weights(original.get_weights())
again = keras.Sequential.from_config(original.get_config())
both = layers.average([copy(original.inputs[0]), again(original.inputs[0])])
assert copy.count_params() == original.count_params()

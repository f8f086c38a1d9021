# about: a clone of a model and a model rebuilt from its configuration: each with weights of its
#     own
import keras
from keras import layers

original = keras.Sequential([keras.Input((4,)), layers.Dense(5), layers.Dense(1)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 5) · 25
# hint: Dense (None, 5) → (None, 1) · 6
copy = keras.models.clone_model(original)
# hint: Dense (None, 4) → (None, 5) · 25
# hint: Dense (None, 5) → (None, 1) · 6
copy.set_weights(original.get_weights())
again = keras.Sequential.from_config(original.get_config())
# hint: Dense (None, 4) → (None, 5) · 25
# hint: Dense (None, 5) → (None, 1) · 6
both = layers.average([copy(original.inputs[0]), again(original.inputs[0])])
# hint: Sequential (None, 4) → (None, 1) · 31
# hint: Sequential (None, 4) → (None, 1) · 31
# hint: Average (None, 1), (None, 1) → (None, 1) · 0
assert copy.count_params() == original.count_params()
# model original: 31
# model copy: 31
# model again: 31

# about: a module that imports from its own package is taken for one, as `python -m` would
import keras

from .parts import head


def build():
    return keras.Sequential([keras.Input((3,)), head(4)])  # hint: InputLayer → (None, 3)
# model build(): 16

# about: a layer registered by a decorator, and a builder inside one of the program's own
import functools

import keras


@keras.saving.register_keras_serializable(package="demo")
class Scale(keras.layers.Layer):
    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


def announced(build):
    @functools.wraps(build)
    def inner(*args, **kwargs):
        print("building", build.__name__)
        return build(*args, **kwargs)

    return inner


@announced
def scaled_model(units: int) -> keras.Model:
    inputs = keras.Input((4,))  # hint: InputLayer → (None, 4)
    x = Scale(3.0)(inputs)  # hint: Scale (None, 4) → (None, 4) · 0
    return keras.Model(inputs, keras.layers.Dense(units)(x))
    # hint: Dense (None, 4) → (None, 9) · 45


scaled = scaled_model(9)
# model scaled: 45

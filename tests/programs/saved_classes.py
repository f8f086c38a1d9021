# about: a model is saved whose classes could not be made again from their configuration, and some
#        that could be
import keras
from keras import layers, ops


class WithoutConfig(layers.Layer):
#     ^^^^^^^^^^^^^ KL602 warning: A saved `WithoutConfig` cannot be loaded again: `__init__` does not take `trainable`, which the configuration has. Let it take `**kwargs`, and hand them to `super().__init__(**kwargs)`.
    def __init__(self, units):
        super().__init__()
        self.units = units

    def call(self, x):
        return x * self.units


class OfAFunction(layers.Layer):
#     ^^^^^^^^^^^ KL602 warning: A saved `OfAFunction` cannot be loaded again, and saving it may fail: it needs a `get_config` that says what its `__init__` is given.
    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def call(self, x):
        return self.function(x)


class LeavesOut(layers.Layer):
#     ^^^^^^^^^ KL602 warning: A saved `LeavesOut` cannot be loaded again: its `get_config` must also give 'units'.
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def call(self, x):
        return x * self.units

    def get_config(self):
        return super().get_config()


class LeavesOutADefault(LeavesOut):
#     ^^^^^^^^^^^^^^^^^ KL602 warning: A saved `LeavesOutADefault` is loaded with `units=3` instead of `4`: its `get_config` leaves that out.
    def __init__(self, units=3, **kwargs):
        super().__init__(units, **kwargs)


class WithADictionary(layers.Layer):
#     ^^^^^^^^^^^^^^^ KL602 warning: A saved `WithADictionary` is loaded with a dictionary as `layer`. Let its `from_config` make the Dense anew, with `keras.saving.deserialize_keras_object`.
    def __init__(self, layer, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer

    def call(self, x):
        return self.layer(x)  # hint: Dense (None, 4) → (None, 4) · 20

    def get_config(self):
        return {**super().get_config(), "layer": self.layer}


class Right(layers.Layer):
    def __init__(self, units=3, layer=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.layer = layer or layers.Dense(units)

    def call(self, x):
        return self.layer(x) * self.units  # hint: Dense (None, 4) → (None, 5) · 25

    def get_config(self):
        layer = keras.saving.serialize_keras_object(self.layer)
        return {**super().get_config(), "units": self.units, "layer": layer}

    @classmethod
    def from_config(cls, config):
        config["layer"] = keras.saving.deserialize_keras_object(config["layer"])
        return cls(**config)


class OfPlainArguments(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(units)

    def call(self, x):
        return self.dense(x)  # hint: Dense (None, 5) → (None, 4) · 24


class Loss(keras.losses.Loss):
#     ^^^^ KL602 warning: A saved `Loss` cannot be loaded again: `__init__` does not take `name`, which the configuration has. Let it take `**kwargs`, and hand them to `super().__init__(**kwargs)`.
    def __init__(self, alpha=0.5):
        super().__init__()
        self.alpha = alpha

    def call(self, y_true, y_pred):
        return ops.mean(y_true - y_pred) * self.alpha


class Net(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inside = OfAFunction(ops.tanh)

    def call(self, x):
        return self.inside(x)  # hint: OfAFunction (None, 4) → (None, 4) · 0


class Unsaved(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def call(self, x):
        return x * self.units


x = inputs = keras.Input((4,))  # hint: InputLayer → (None, 4)
for layer in (
    WithoutConfig(4), LeavesOut(4), LeavesOutADefault(4),
    WithADictionary(layers.Dense(4)), Right(5), OfPlainArguments(4),
):
    x = layer(x)
    # hint: WithoutConfig (None, 4) → (None, 4) · 0
    # hint: LeavesOut (None, 4) → (None, 4) · 0
    # hint: LeavesOutADefault (None, 4) → (None, 4) · 0
    # hint: WithADictionary (None, 4) → (None, 4) · 20
    # hint: Right (None, 4) → (None, 5) · 25
    # hint: OfPlainArguments (None, 5) → (None, 4) · 24
model = keras.Model(inputs, layers.Dense(2)(x))  # hint: Dense (None, 4) → (None, 2) · 10
model.compile(loss=Loss(0.25))
model.save("model.keras")
of_a_function = keras.Model(inputs, OfAFunction(ops.tanh)(inputs))
# hint: OfAFunction (None, 4) → (None, 4) · 0
of_a_function.save("of_a_function.keras")
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: NotImplementedError: Object OfAFunction was created by passing
other = keras.Model(inputs, Unsaved(3)(inputs))  # hint: Unsaved (None, 4) → (None, 4) · 0
other.save_weights("other.weights.h5")
net = Net()
net(inputs)  # hint: Net (None, 4) → (None, 4) · 0
net.save("net.keras")
# model model: 79
# model of_a_function: 0
# model other: 0
# model net: 0

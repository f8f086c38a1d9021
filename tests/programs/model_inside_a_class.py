# about: models kept in attributes of a class, one of them a functional subclass
import dataclasses

import keras
from keras import layers


@dataclasses.dataclass(frozen=True)
class Config:
    inputs: int = 4
    hidden: int = 5
    outputs: int = 2


class FunctionalNet(keras.Model):
    def __init__(self, config: Config):
        inputs = keras.Input((config.inputs,))  # hint: InputLayer → (None, 4)
        x = layers.Dense(config.hidden)(inputs)  # hint: Dense (None, 4) → (None, 5) · 25
        x = layers.Dense(config.outputs)(layers.Activation("tanh")(x))
        # hint: Activation (None, 5) → (None, 5) · 0
        # hint: Dense (None, 5) → (None, 2) · 12
        super().__init__(inputs=inputs, outputs=layers.Dense(1)(x + 1), name="functional_net")
        # hint: Add (None, 2) → (None, 2)
        # hint: Dense (None, 2) → (None, 1) · 3


class Trainer:
    def __init__(self, config):
        self.config = config
        self.policy = FunctionalNet(config)
        self.value = self.make_value()

    def make_value(self):
        return keras.Sequential(
            [keras.Input((self.config.inputs,)), layers.Dense(self.config.hidden)]
            # hint: InputLayer → (None, 4)
            # hint: Dense (None, 4) → (None, 5) · 25
        )


trainer = Trainer(Config())
assert trainer.policy.count_params() + trainer.value.count_params() == 65
# model functional_net: 40
# model sequential: 25

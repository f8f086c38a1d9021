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
        inputs = keras.Input((config.inputs,))
        x = layers.Dense(config.hidden)(inputs)
        x = layers.Dense(config.outputs)(layers.Activation("tanh")(x))
        super().__init__(inputs=inputs, outputs=layers.Dense(1)(x + 1), name="functional_net")


class Trainer:
    def __init__(self, config):
        self.config = config
        self.policy = FunctionalNet(config)
        self.value = self.make_value()

    def make_value(self):
        return keras.Sequential(
            [keras.Input((self.config.inputs,)), layers.Dense(self.config.hidden)]
        )


trainer = Trainer(Config())
assert trainer.policy.count_params() + trainer.value.count_params() == 65

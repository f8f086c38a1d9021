import keras
from keras import layers


class Heads(keras.Model):
    """A trunk and one head for each task."""

    def __init__(self, tasks: dict[str, int], **kwargs):
        super().__init__(**kwargs)
        self.trunk = layers.Dense(16, activation="gelu", name="trunk")
        self.heads = {task: layers.Dense(units, name=task) for task, units in tasks.items()}

    def call(self, inputs):
        features = self.trunk(inputs)
        return {
            task: head(features)
            for task, head in self.heads.items()
        }


heads = Heads({"shape": 2, "colour": 5})
outputs = heads(keras.Input((9,)))
assert outputs["colour"].shape == (None, 5)

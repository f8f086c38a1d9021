# about: a subclassed model that looks its layers up in a dict and gives a dict of outputs
import keras
from keras import layers


class Heads(keras.Model):
    """A trunk and one head for each task."""

    def __init__(self, tasks: dict[str, int], **kwargs):
        super().__init__(**kwargs)
        self.trunk = layers.Dense(16, activation="gelu", name="trunk")
        self.heads = {task: layers.Dense(units, name=task) for task, units in tasks.items()}

    def call(self, inputs):
        features = self.trunk(inputs)  # hint: Dense (None, 9) → (None, 16) · 160
        return {
            task: head(features)
            # hint: Dense (None, 16) → (None, 2) · 34
            # hint: Dense (None, 16) → (None, 5) · 85
            for task, head in self.heads.items()
        }


heads = Heads({"shape": 2, "colour": 5})
outputs = heads(keras.Input((9,)))
# hint: InputLayer → (None, 9)
# hint: Heads (None, 9) → (None, 5), (None, 2) · 279
assert outputs["colour"].shape == (None, 5)
# model heads: 279

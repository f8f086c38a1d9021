# about: training by hand for days: left as soon as it is clear that it only repeats itself
import numpy as np
from keras import Input, Sequential, layers

generator = Sequential([Input((8,)), layers.Dense(4)])
# hint: InputLayer → (None, 8)
# hint: Dense (None, 8) → (None, 4) · 36
critic = Sequential([Input((4,)), layers.Dense(1, activation="sigmoid")])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 1) · 5
critic.compile("sgd", "binary_crossentropy")


def train(epochs):
    for epoch in range(epochs):
        step = 0
        while step < 1000:
            noise = np.zeros((16, 8), "float32")
            critic.train_on_batch(generator.predict(noise), np.ones((16, 1)))
            step += 1


train(100_000)
score = layers.Dense(2)(critic(generator.outputs[0]))
# hint: Sequential (None, 4) → (None, 1) · 5
# hint: Dense (None, 1) → (None, 2) · 4
# model generator: 36
# model critic: 5

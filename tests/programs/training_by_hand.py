import numpy as np
from keras import Input, Sequential, layers

generator = Sequential([Input((8,)), layers.Dense(4)])
critic = Sequential([Input((4,)), layers.Dense(1, activation="sigmoid")])
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

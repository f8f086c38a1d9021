"""Deep Q-learning on a tiny corridor environment with replay buffer and target network."""

import random
from collections import deque

import numpy as np
import tensorflow as tf
from tensorflow import keras


class Corridor:
    """Walk along a line from 0 to length; reward 1 at the right end, -0.01 per step."""

    def __init__(self, length=6, max_steps=25):
        self.length = length
        self.max_steps = max_steps
        self.n_actions = 2

    def reset(self):
        self.pos = self.length // 2
        self.t = 0
        return self._obs()

    def step(self, action):
        self.pos = max(0, self.pos + (1 if action == 1 else -1))
        self.t += 1
        done = self.pos >= self.length or self.t >= self.max_steps
        reward = 1.0 if self.pos >= self.length else -0.01
        return self._obs(), reward, done

    def _obs(self):
        return np.array([self.pos / self.length, self.t / self.max_steps], dtype=np.float32)


class ReplayBuffer:
    def __init__(self, capacity):
        self.buffer = deque(maxlen=capacity)

    def add(self, *transition):
        self.buffer.append(transition)

    def sample(self, batch_size):
        batch = random.sample(self.buffer, batch_size)
        states, actions, rewards, next_states, dones = map(np.array, zip(*batch))
        return (
            states,
            actions.astype(np.int32),
            rewards.astype(np.float32),
            next_states,
            dones.astype(np.float32),
        )

    def __len__(self):
        return len(self.buffer)


def create_q_model(n_actions):
    return keras.Sequential(
        [
            keras.layers.Input(shape=(2,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(n_actions, activation="linear"),
        ]
    )


class DQNAgent:
    def __init__(self, n_actions, gamma=0.97):
        self.n_actions = n_actions
        self.gamma = gamma
        self.model = create_q_model(n_actions)
        self.target = create_q_model(n_actions)
        self.target.set_weights(self.model.get_weights())
        self.optimizer = keras.optimizers.Adam(learning_rate=1e-3, clipnorm=1.0)
        self.loss_function = keras.losses.Huber()

    def act(self, state, epsilon):
        if np.random.rand() < epsilon:
            return np.random.randint(self.n_actions)
        q = self.model(state[np.newaxis], training=False)
        return int(tf.argmax(q[0]).numpy())

    @tf.function
    def update(self, states, actions, rewards, next_states, dones):
        future = tf.reduce_max(self.target(next_states), axis=1)
        targets = rewards + self.gamma * future * (1.0 - dones)
        mask = tf.one_hot(actions, self.n_actions)
        with tf.GradientTape() as tape:
            q_values = self.model(states)
            q_action = tf.reduce_sum(q_values * mask, axis=1)
            loss = self.loss_function(targets, q_action)
        grads = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.model.trainable_variables))
        return loss


def run(episodes=25, batch_size=32, sync_every=50):
    env = Corridor()
    agent = DQNAgent(env.n_actions)
    memory = ReplayBuffer(2000)
    epsilon, frame = 1.0, 0
    returns = []
    for episode in range(episodes):
        state, done, total = env.reset(), False, 0.0
        while not done:
            action = agent.act(state, epsilon)
            next_state, reward, done = env.step(action)
            memory.add(state, action, reward, next_state, done)
            state = next_state
            total += reward
            frame += 1
            if len(memory) >= batch_size:
                agent.update(*memory.sample(batch_size))
            if frame % sync_every == 0:
                agent.target.set_weights(agent.model.get_weights())
        epsilon = max(0.05, epsilon * 0.9)
        returns.append(total)
        if (episode + 1) % 5 == 0:
            print(
                f"episode {episode + 1}: mean return {np.mean(returns[-5:]):.3f} eps {epsilon:.2f}"
            )


if __name__ == "__main__":
    random.seed(0)
    keras.utils.set_random_seed(0)
    run()

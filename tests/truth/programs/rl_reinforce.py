# REINFORCE with a learned baseline on a contextual three-armed bandit-like gridless task.
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from tensorflow import keras


class Step(NamedTuple):
    obs: np.ndarray
    action: int
    reward: float


class MatchSignal:
    """The observation is a noisy one-hot signal; choosing the matching action pays 1."""

    n_actions = 3

    def __init__(self, horizon=10, seed=0):
        self.horizon = horizon
        self.rng = np.random.default_rng(seed)

    def reset(self):
        self.t = 0
        return self._observe()

    def _observe(self):
        self.signal = int(self.rng.integers(self.n_actions))
        obs = np.eye(self.n_actions, dtype="float32")[self.signal]
        return obs + self.rng.normal(scale=0.1, size=self.n_actions).astype("float32")

    def step(self, action):
        reward = float(action == self.signal)
        self.t += 1
        return self._observe(), reward, self.t >= self.horizon


def mlp(outputs):
    return keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(outputs)]
    )


policy = mlp(MatchSignal.n_actions)
baseline = mlp(1)
policy_opt = keras.optimizers.Adam(2e-2)
baseline_opt = keras.optimizers.Adam(1e-2)


def run_episode(env) -> list[Step]:
    steps = []
    obs, done = env.reset(), False
    while not done:
        logits = policy(obs[None, :])
        action = int(tf.random.categorical(logits, num_samples=1)[0, 0])
        next_obs, reward, done = env.step(action)
        steps.append(Step(obs, action, reward))
        obs = next_obs
    return steps


def discounted_returns(rewards, gamma=0.5):
    out = np.zeros(len(rewards), dtype="float32")
    acc = 0.0
    for i in reversed(range(len(rewards))):
        acc = rewards[i] + gamma * acc
        out[i] = acc
    return out


def update(steps):
    obs = tf.constant(np.stack([s.obs for s in steps]))
    actions = tf.constant([s.action for s in steps], dtype=tf.int32)
    returns = tf.constant(discounted_returns([s.reward for s in steps]))

    with tf.GradientTape() as tape:
        values = tf.squeeze(baseline(obs), axis=-1)
        value_loss = tf.reduce_mean(tf.square(returns - values))
    grads = tape.gradient(value_loss, baseline.trainable_variables)
    baseline_opt.apply_gradients(zip(grads, baseline.trainable_variables))

    advantage = tf.stop_gradient(returns - values)
    with tf.GradientTape() as tape:
        logits = policy(obs)
        neg_log_prob = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=actions, logits=logits
        )
        probs = tf.nn.softmax(logits)
        entropy = -tf.reduce_sum(probs * tf.math.log(probs + 1e-8), axis=-1)
        loss = tf.reduce_mean(neg_log_prob * advantage - 0.01 * entropy)
    grads = tape.gradient(loss, policy.trainable_variables)
    policy_opt.apply_gradients(zip(grads, policy.trainable_variables))
    return float(loss)


if __name__ == "__main__":
    tf.random.set_seed(0)
    env = MatchSignal()
    totals = []
    for episode in range(40):
        episode_steps = run_episode(env)
        update(episode_steps)
        totals.append(sum(s.reward for s in episode_steps))
        if episode % 10 == 9:
            print("episodes", episode + 1, "mean reward", np.mean(totals[-10:]))

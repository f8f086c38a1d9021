"""Actor-critic with a shared network on a small pole-like environment, gradients over an episode."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

gamma = 0.99
max_steps_per_episode = 60
eps = np.finfo(np.float32).eps.item()


class TinyPole:
    """Keep an unstable scalar x near zero by pushing left or right."""

    def reset(self, seed=None):
        self.rng = np.random.default_rng(seed)
        self.x, self.v = self.rng.uniform(-0.05, 0.05, size=2)
        return np.array([self.x, self.v], dtype="float32")

    def step(self, action):
        force = 0.02 if action == 1 else -0.02
        self.v += 0.05 * self.x + force + self.rng.normal(scale=0.002)
        self.x += self.v
        done = abs(self.x) > 1.0
        return np.array([self.x, self.v], dtype="float32"), 1.0, done


num_inputs = 2
num_actions = 2
num_hidden = 32

inputs = layers.Input(shape=(num_inputs,))
common = layers.Dense(num_hidden, activation="relu")(inputs)
action = layers.Dense(num_actions, activation="softmax")(common)
critic = layers.Dense(1)(common)
model = keras.Model(inputs=inputs, outputs=[action, critic])

optimizer = keras.optimizers.Adam(learning_rate=0.01)
huber_loss = keras.losses.Huber()
action_probs_history = []
critic_value_history = []
rewards_history = []
running_reward = 0
env = TinyPole()
np.random.seed(0)

for episode_count in range(8):
    state = env.reset(seed=episode_count)
    episode_reward = 0
    with tf.GradientTape() as tape:
        for timestep in range(1, max_steps_per_episode):
            state = keras.ops.convert_to_tensor(state)
            state = keras.ops.expand_dims(state, 0)

            # Predict action probabilities and estimated future rewards
            action_probs, critic_value = model(state)
            critic_value_history.append(critic_value[0, 0])

            probs = np.squeeze(action_probs).astype("float64")
            chosen = np.random.choice(num_actions, p=probs / probs.sum())
            action_probs_history.append(keras.ops.log(action_probs[0, chosen]))

            state, reward, done = env.step(chosen)
            rewards_history.append(reward)
            episode_reward += reward
            if done:
                break

        running_reward = 0.05 * episode_reward + (1 - 0.05) * running_reward

        # Discounted returns, from the last reward to the first
        returns = []
        discounted_sum = 0
        for r in rewards_history[::-1]:
            discounted_sum = r + gamma * discounted_sum
            returns.insert(0, discounted_sum)

        returns = np.array(returns)
        returns = (returns - np.mean(returns)) / (np.std(returns) + eps)
        returns = returns.tolist()

        actor_losses = []
        critic_losses = []
        for log_prob, value, ret in zip(action_probs_history, critic_value_history, returns):
            diff = ret - value
            actor_losses.append(-log_prob * diff)
            critic_losses.append(
                huber_loss(keras.ops.expand_dims(value, 0), keras.ops.expand_dims(ret, 0))
            )
        loss_value = sum(actor_losses) + sum(critic_losses)

    grads = tape.gradient(loss_value, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))

    action_probs_history.clear()
    critic_value_history.clear()
    rewards_history.clear()
    print(f"episode {episode_count}: reward {episode_reward:.0f} running {running_reward:.2f}")

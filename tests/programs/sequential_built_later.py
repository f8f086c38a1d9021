# about: a Sequential without an input that learns of it by `build`, after its last line
import keras
from keras import layers

model = keras.Sequential(name="later")
model.add(layers.Dense(12, activation="tanh"))  # hint: Dense (None, 16) → (None, 12) · 204
model.add(layers.LayerNormalization(center=False, scale=False))
# hint: LayerNormalization (None, 12) → (None, 12) · 0
model.add(layers.Dense(1, use_bias=False))  # hint: Dense (None, 12) → (None, 1) · 12
model.add(layers.PReLU())  # hint: PReLU (None, 1) → (None, 1) · 1

model.build((None, 16))
print(model.count_params() + 2)
# model model: 217

# about: an argument of another name in Keras 3, which takes the old one, too
import keras
from keras import layers

leaky = layers.LeakyReLU(alpha=0.2)  # hint: LeakyReLU (None, 2) → (None, 2) · 0
#                        ^^^^^^^^^ KL502 warning: `alpha` is an old name in `LeakyReLU`, which Keras 3 still takes. Use `negative_slope`.
assert leaky.negative_slope == 0.2
model = keras.Sequential([keras.Input((4,)), layers.Dense(2), leaky])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 2) · 10
# model model: 10

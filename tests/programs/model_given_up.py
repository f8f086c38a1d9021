# about: a model whose builder ends early, near what is missing: what is known of it is not all
import keras
from keras import layers
import acme_data
#^^^^^^^^^^^^^^^ KL901 information: 'acme_data' is not installed
df = acme_data.load()
x = df.values

def make(n):
    model = keras.Sequential()
    model.add(keras.Input((4,)))  # hint: InputLayer → (None, 4)
    model.add(layers.Dense(n))  # hint: Dense (None, 4) → (None, 500) · 2500
    if x.shape[1]:
        model.add(layers.Dense(n / 2))
    return model

model = make(500)
# model sequential: at least 2500

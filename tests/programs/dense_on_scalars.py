# about: an input without any dimension but the batch's, given to a layer that needs one
import keras
from keras import layers

user_id = keras.Input(shape=(), dtype="int32", name="user_id")  # hint: InputLayer → (None,)
item_id = keras.Input(shape=(), dtype="int32", name="item_id")  # hint: InputLayer → (None,)
user = layers.Dense(4)(user_id)  # hint: Dense fails
#      ^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with at least 2 dimensions, but gets 1: (None,) from `user_id`
#      from: user_id = keras.Input(shape=(), dtype="int32", name="user_id")
item = layers.Embedding(9, 4)(item_id)  # hint: Embedding (None,) → (None, 4) · 36
model = keras.Model([user_id, item_id], layers.Dot(axes=-1)([user, item]))  # hint: Dot fails
# model model: 36, not built

import keras
from keras import layers

user_id = keras.Input(shape=(), dtype="int32", name="user_id")
item_id = keras.Input(shape=(), dtype="int32", name="item_id")
user = layers.Dense(4)(user_id)
item = layers.Embedding(9, 4)(item_id)
model = keras.Model([user_id, item_id], layers.Dot(axes=-1)([user, item]))

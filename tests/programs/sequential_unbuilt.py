# about: a Sequential that is never told its input: nothing is known of it, and nothing is wrong
import keras

head = keras.Sequential([keras.layers.Dense(128, activation="relu"), keras.layers.Dense(5)])
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL907 information: `head` is never called on an input
head.summary()
# model head: ?

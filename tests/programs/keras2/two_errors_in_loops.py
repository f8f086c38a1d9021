import tensorflow as tf

model = tf.keras.Sequential()
model.add(tf.keras.layers.Input((20, 20, 1)))
for filters in (4, 8, 16, 32):
    model.add(tf.keras.layers.Conv2D(filters, 3))
    model.add(tf.keras.layers.MaxPooling2D())
model.add(tf.keras.layers.GlobalMaxPooling2D())
model.add(tf.keras.layers.Dense(6))
model.add(tf.keras.layers.Reshape((2, 4)))
model.compile("adam", "mse")

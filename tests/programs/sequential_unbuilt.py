import keras

head = keras.Sequential([keras.layers.Dense(128, activation="relu"), keras.layers.Dense(5)])
head.summary()

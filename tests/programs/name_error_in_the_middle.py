import keras
from keras import layers

inputs = keras.Input((30,))
x = layers.Dense(64, activation="relu")(inputs)
run_name = f"{nmae}-{keras.__version__}"
x = layers.Dropout(0.1)(x)
outputs = layers.Dense(2)(x) * 0.5
outputs = layers.Dense(5)(outputs)
model = keras.Model(inputs, outputs)
model.compile("adam", "mse")
board = keras.callbacks.TensorBoard(log_dir="logs/" + run_name)

# ruff: noqa
import keras
import h5py
import numpy as np
import tensorflow as tf
import targets

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
np.save(f"{targets.OUTSIDE}/array.npy", np.zeros(3))  # KL902
model.save(f"{targets.OUTSIDE}/model.keras")
model.save_weights(f"{targets.OUTSIDE}/model.weights.h5")
h5py.File(f"{targets.OUTSIDE}/file.h5", "w")  # KL902
tf.io.write_file(f"{targets.OUTSIDE}/tensor", "x")  # KL902
tf.io.gfile.makedirs(f"{targets.OUTSIDE}/directory")  # KL902
print("tried")

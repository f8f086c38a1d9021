# ruff: noqa
import keras
import h5py
import numpy as np
import tensorflow as tf
import targets

print(np.fromfile(targets.KEY, "uint8"))  # KL902
print(tf.io.read_file(targets.KEY))  # KL902
print(tf.io.gfile.GFile(targets.KEY).read())  # KL902
print(tf.io.gfile.listdir(targets.HOME))  # KL902
print(h5py.File(targets.KEY))  # KL902
print(keras.saving.load_model(targets.MODEL))  # KL902
dataset = tf.data.TextLineDataset(targets.KEY)
print(next(iter(dataset)))  # KL902
print("tried")

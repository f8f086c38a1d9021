# about: a file for TensorFlow Lite that is not here
import keras
import tensorflow as tf
from keras import layers

interpreter = tf.lite.Interpreter(model_path="converted.tflite")
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: What is read here does not exist; what depends on it is not known here.
interpreter.allocate_tensors()
model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 2) · 10
# model model: 10

# about: a back end that is not installed: the program runs on another one; what that alone refuses
#     is no error, what does not fit is
import os

os.environ["KERAS_BACKEND"] = "torch"
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: PyTorch is not installed
import keras
import numpy as np


class Trained(keras.Model):
    def train_step(self, data):
        x, y = data
        self.zero_grad()
        loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        loss.backward()
        return {"loss": loss}


model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
assert keras.ops.ones((2,)).shape == (2,)
inputs = keras.Input((3,))  # hint: InputLayer → (None, 3)
trained = Trained(inputs, keras.layers.Dense(1)(inputs))  # hint: Dense (None, 3) → (None, 1) · 4
trained.compile("adam", "mse")
trained.fit(np.zeros((8, 3)), np.zeros((8, 1)), verbose=0)
trained.to("cuda")
narrow = keras.Input((2,))  # hint: InputLayer → (None, 2)
model(narrow)  # hint: Sequential fails
#^^^^^^^^^^^^ KL101 error: `sequential` (Sequential) takes inputs of shape (None, 3), but gets (None, 2) from `input_layer_2`.
# from: narrow = keras.Input((2,))
# model model: 8
# model trained: 4

# about: a loss that Keras 3 cannot add; nothing more is said of the training
import keras
import numpy as np

inputs = keras.Input((4,))  # hint: InputLayer → (None, 4)
outputs = keras.layers.Dense(4)(inputs)  # hint: Dense (None, 4) → (None, 4) · 20
model = keras.Model(inputs, outputs)
model.add_loss(keras.ops.mean(keras.ops.square(inputs - outputs)))
# hint: Subtract (None, 4), (None, 4) → (None, 4)
# hint: Square (None, 4) → (None, 4)
# hint: Mean (None, 4) → ()
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: a Functional model cannot use `add_loss` in Keras 3
model.compile(optimizer="adam")
model.fit(np.zeros((8, 4)), epochs=2)
# model model: 20

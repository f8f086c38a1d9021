# about: a method of Keras without its argument is called by its own name; epochs without end
import numpy as np
from keras import Input, Sequential, layers

model = Sequential([Input((3,)), layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
Sequential.add(model)
#^^^^^^^^^^^^^^^^^^^^ KL601 error: TypeError: Sequential.add() missing 1 required positional argument: 'layer'
model.compile(loss="mse")
history = model.fit(np.zeros((5, 3)), np.zeros((5, 2)), epochs=10**30)
print(history.epoch[0])
# model model: 8

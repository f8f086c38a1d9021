# about: a variable of the environment that is not set here: nothing follows from what hangs on it
import os

import numpy as np
from keras import Input, Sequential, layers

folder = os.environ["NO_SUCH_DATA"]
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The environment variable 'NO_SUCH_DATA' is not set here
table = np.load(os.path.join(folder, "table.npy"))
model = Sequential([Input((3,)), layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
model.compile("adam", "mse")
model.fit(table, np.zeros((5, 2)))
os.environ["OWN"] = "1"
print(os.environ["OWN"])
# model model: 8

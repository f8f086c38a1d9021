import os

import numpy as np
from keras import Input, Sequential, layers

folder = os.environ["NO_SUCH_DATA"]
table = np.load(os.path.join(folder, "table.npy"))
model = Sequential([Input((3,)), layers.Dense(2)])
model.compile("adam", "mse")
model.fit(table, np.zeros((5, 2)))
os.environ["OWN"] = "1"
print(os.environ["OWN"])

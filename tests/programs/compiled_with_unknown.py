# about: an optimizer that is not known, an object that unknown data would fill: nothing follows
#     from that
import numpy as np
from keras import Input, Sequential, layers, optimizers
from no_such_package import Search
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The package 'no_such_package' is not installed

model = Sequential([Input((3,)), layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
rate = open("rate.txt").read()
#      ^^^^^^^^^^^^^^^^ KL901 information: 'rate.txt' does not exist
model.compile(optimizers.Adam(float(rate)), "mse")
model.fit(np.zeros((5, 3)), np.zeros((5, 2)))
print(model.evaluate(np.zeros((5, 3)), np.zeros((5, 2))))


class Table:
    def load(self, path):
        self.rows = [int(line) for line in path]


table = Table()
table.load(Search("rows"))
print(sum(table.rows))
# model model: 8

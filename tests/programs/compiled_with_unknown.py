import numpy as np
from keras import Input, Sequential, layers, optimizers
from no_such_package import Search

model = Sequential([Input((3,)), layers.Dense(2)])
rate = open("rate.txt").read()
model.compile(optimizers.Adam(float(rate)), "mse")
model.fit(np.zeros((5, 3)), np.zeros((5, 2)))
print(model.evaluate(np.zeros((5, 3)), np.zeros((5, 2))))


class Table:
    def load(self, path):
        self.rows = [int(line) for line in path]


table = Table()
table.load(Search("rows"))
print(sum(table.rows))

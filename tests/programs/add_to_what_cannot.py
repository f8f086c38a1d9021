# about: a method that a functional model and a class do not have
from keras import Input, Model, layers

inputs = Input((3,))  # hint: InputLayer → (None, 3)
model = Model(inputs, layers.Dense(2)(inputs))  # hint: Dense (None, 3) → (None, 2) · 8
model.add(layers.Dense(1))
#^^^^^^^^ KL601 error: AttributeError: 'Functional' object has no attribute 'add'
layers.Dense.compile(layers.Dense(2))
#^^^^^^^^^^^^^^^^^^^ KL601 error: has no attribute 'compile'
model.add(layers.Dense(4))
#^^^^^^^^ KL601 error: AttributeError: 'Functional' object has no attribute 'add'
# model model: 8

from keras import Input, Model, layers

inputs = Input((3,))
model = Model(inputs, layers.Dense(2)(inputs))
model.add(layers.Dense(1))
layers.Dense.compile(layers.Dense(2))
model.add(layers.Dense(4))

from keras import Input, Sequential, layers

model = Sequential()
model.add(Input((10**5000,)))
model.add(layers.Flatten())
vast = Input((10**1000,))
layers.BatchNormalization()(vast)

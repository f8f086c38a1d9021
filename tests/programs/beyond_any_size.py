# about: sizes that no back end can count: not known; weights of such sizes are what Keras refuses
from keras import Input, Sequential, layers

model = Sequential()
model.add(Input((10**5000,)))  # hint: InputLayer → (None, None)
model.add(layers.Flatten())  # hint: Flatten (None, None) → (None, None) · 0
vast = Input((10**1000,))  # hint: InputLayer → (None, None)
layers.BatchNormalization()(vast)  # hint: BatchNormalization fails
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: Can't convert Python sequence with out-of-range integer to Tensor.
# from: vast = Input((10**1000,))
# model model: 0

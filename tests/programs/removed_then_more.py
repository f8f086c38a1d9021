from keras import Input
from keras import backend as K

x = Input((4,))
scale = K.prod(K.cast(K.shape(x), "float32"))
print(scale + 1)

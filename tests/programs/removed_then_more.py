# about: what a replacement does on the same line is not said: the program does not come so far
from keras import Input
from keras import backend as K

x = Input((4,))  # hint: InputLayer → (None, 4)
scale = K.prod(K.cast(K.shape(x), "float32"))
#       ^^^^^^ KL501 error: `keras.ops.prod`
#              ^^^^^^ KL501 error: `keras.ops.cast`
#                     ^^^^^^^ KL501 error: `keras.ops.shape`
print(scale + 1)

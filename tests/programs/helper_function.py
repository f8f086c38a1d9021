from keras import Input, Model
from keras.layers import BatchNormalization, Conv2D, GlobalAveragePooling2D, ReLU


def block(x, filters, stride=1):
    x = Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    x = BatchNormalization()(x)
    return ReLU()(x)


inputs = Input((40, 40, 1))
x = block(inputs, 8)
x = block(x, 24, stride=2)
x = block(x, filters=64, stride=2)
model = Model(inputs, Conv2D(13, 1)(GlobalAveragePooling2D(keepdims=True)(x)))
print(f"{model.count_params():,} parameters")

# about: a helper function that is called several times: each of its lines stands for several
#     layers
from keras import Input, Model
from keras.layers import BatchNormalization, Conv2D, GlobalAveragePooling2D, ReLU


def block(x, filters, stride=1):
    x = Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    # hint: Conv2D (None, 40, 40, 1) → (None, 40, 40, 8) · 72
    # hint: Conv2D (None, 40, 40, 8) → (None, 20, 20, 24) · 1728
    # hint: Conv2D (None, 20, 20, 24) → (None, 10, 10, 64) · 13824
    x = BatchNormalization()(x)
    # hint: BatchNormalization (None, 40, 40, 8) → (None, 40, 40, 8) · 32
    # hint: BatchNormalization (None, 20, 20, 24) → (None, 20, 20, 24) · 96
    # hint: BatchNormalization (None, 10, 10, 64) → (None, 10, 10, 64) · 256
    return ReLU()(x)
    # hint: ReLU (None, 40, 40, 8) → (None, 40, 40, 8) · 0
    # hint: ReLU (None, 20, 20, 24) → (None, 20, 20, 24) · 0
    # hint: ReLU (None, 10, 10, 64) → (None, 10, 10, 64) · 0


inputs = Input((40, 40, 1))  # hint: InputLayer → (None, 40, 40, 1)
x = block(inputs, 8)
x = block(x, 24, stride=2)
x = block(x, filters=64, stride=2)
model = Model(inputs, Conv2D(13, 1)(GlobalAveragePooling2D(keepdims=True)(x)))
# hint: GlobalAveragePooling2D (None, 10, 10, 64) → (None, 1, 1, 64) · 0
# hint: Conv2D (None, 1, 1, 64) → (None, 1, 1, 13) · 845
print(f"{model.count_params():,} parameters")
# model model: 16853, 16661 trainable

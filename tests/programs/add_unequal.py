# about: sums of tensors of unequal shapes: by the function, by the layer, and one that broadcasts
import keras
from keras import layers

a = keras.Input((16, 16, 8))  # hint: InputLayer → (None, 16, 16, 8)
b = layers.Conv2D(8, 3)(a)  # hint: Conv2D (None, 16, 16, 8) → (None, 14, 14, 8) · 584
c = keras.Input((1, 1, 8))  # hint: InputLayer → (None, 1, 1, 8)

first = layers.add([a, b])  # hint: Add fails
#       ^^^^^^^^^^^^^^^^^^ KL102 error: (None, 16, 16, 8)
#       from: a = keras.Input((16, 16, 8))
#       from: b = layers.Conv2D(8, 3)(a)
second = layers.Multiply()([b, a])  # hint: Multiply fails
#        ^^^^^^^^^^^^^^^^^^^^^^^^^ KL102 error: (None, 14, 14, 8)
#        from: b = layers.Conv2D(8, 3)(a)
#        from: a = keras.Input((16, 16, 8))
third = layers.Average()([a, c])
# hint: Average (None, 16, 16, 8), (None, 1, 1, 8) → (None, 16, 16, 8) · 0
ok = keras.Model([a, c], third)
# model ok: 0

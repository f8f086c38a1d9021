# about: the dot product of vectors of different lengths
import keras
from keras import layers

user, item = keras.Input((10,)), keras.Input((7,))
# hint: InputLayer → (None, 10)
# hint: InputLayer → (None, 7)
u = layers.Dense(8)(user)  # hint: Dense (None, 10) → (None, 8) · 88
i = layers.Dense(6)(item)  # hint: Dense (None, 7) → (None, 6) · 48
rating = layers.Dot(axes=1)([u, i])  # hint: Dot fails
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^ KL102 error: (None, 8)
#        from: u = layers.Dense(8)(user)
#        from: i = layers.Dense(6)(item)
fixed = layers.Dense(1, use_bias=False)(layers.Multiply()([user[:, :7], item]))
# hint [not keras2]: GetItem (None, 10) → (None, 7)
# hint [not keras2]: Multiply (None, 7), (None, 7) → (None, 7) · 0
# hint [not keras2]: Dense (None, 7) → (None, 1) · 7
# hint [keras2]: SlicingOpLambda (None, 10) → (None, 7)
# hint [keras2]: Multiply (None, 7), (None, 7) → (None, 7) · 0
# hint [keras2]: Dense (None, 7) → (None, 1) · 7
model = keras.Model([user, item], [rating, fixed])
# model model: 143

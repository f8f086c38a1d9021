# about: a loop that makes the image too small, and an error of another kind behind a global
#     pooling
import tensorflow as tf

model = tf.keras.Sequential()
model.add(tf.keras.layers.Input((20, 20, 1)))  # hint: InputLayer → (None, 20, 20, 1)
for filters in (4, 8, 16, 32):
    model.add(tf.keras.layers.Conv2D(filters, 3))
    # hint: Conv2D (None, 20, 20, 1) → (None, 18, 18, 4) · 40
    # hint: Conv2D (None, 9, 9, 4) → (None, 7, 7, 8) · 296
    # hint: Conv2D (None, 3, 3, 8) → (None, 1, 1, 16) · 1168
    # hint: Conv2D fails
    model.add(tf.keras.layers.MaxPooling2D())
    # hint: MaxPooling2D (None, 18, 18, 4) → (None, 9, 9, 4) · 0
    # hint: MaxPooling2D (None, 7, 7, 8) → (None, 3, 3, 8) · 0
    # hint: MaxPooling2D fails
    # hint: MaxPooling2D fails
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL103 error: The output of `max_pooling2d_2` (MaxPooling2D) would have a dimension of zero or less: its input (None, 1, 1, 16) from `conv2d_2` is smaller than the window.
#             from: model.add(tf.keras.layers.Conv2D(filters, 3))
model.add(tf.keras.layers.GlobalMaxPooling2D())
# hint: GlobalMaxPooling2D (None, ?, ?, 32) → (None, 32) · 0
model.add(tf.keras.layers.Dense(6))  # hint: Dense (None, 32) → (None, 6) · 198
model.add(tf.keras.layers.Reshape((2, 4)))  # hint: Reshape fails
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL104 error: `reshape` (Reshape) cannot change the number of elements: the input is (None, 6) from `dense`.
#         from: model.add(tf.keras.layers.Dense(6))
model.compile("adam", "mse")
# model model: 6342

# about: errors in the code of `tf.function`s: at the line of the expression, with who calls it;
#     what is raised when the graph is executed stands at what failed in it
import keras
import numpy as np
import tensorflow as tf

body = keras.Sequential([keras.Input((5,)), keras.layers.Dense(8)])
# hint: InputLayer → (None, 5)
# hint: Dense (None, 5) → (None, 8) · 48
head = keras.layers.Dense(2)
head.build((None, 4))
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def forward(x):
    hidden = body(x)  # hint: Sequential (4, 5) → (4, 8) · 48
    return head(
        hidden
    )  # hint: Dense fails
#   ^^^^^^^^^^^^^^^^^^^^^^ KL101 error: `dense_1` (Dense) was built for 4 in axis -1 of its input, but gets (4, 8) from `sequential`.
#   from: hidden = body(x)
#   from: return forward(x)
#   from: scores = classify(x)


@tf.function
def classify(x):
    if tf.reduce_sum(x) > 0.0:
        return forward(x)
    return tf.zeros((tf.shape(x)[0], 2))


@tf.function
def loss(x, y):
    logits = body(x)  # hint: Sequential (4, 5) → (4, 8) · 48
    return loss_of(y, logits)
#          ^^^^^^^^^^^^^^^^^^ KL601 error: ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. Received: target.shape=(4, 8), output.shape=(4, 8)
#          from: loss(x, np.eye(4, 8, dtype="int32"))


@tf.function
def chosen(x, index):
    hidden = body(x)  # hint: Sequential (4, 5) → (4, 8) · 48
    tf.debugging.assert_less(index, 3, message="no such row")
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: InvalidArgumentError: assertion failed: [no such row] [Condition x < y did not hold element-wise:] [x (index:0) = ] [7] [y (assert_less/y:0) = ] [3]
#   from: chosen(x, tf.constant(7))
    return hidden[tf.minimum(index, 3)]


def picked(rows, index):
    return tf.gather(rows, index)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL601 error: InvalidArgumentError: indices[0] = 5 is not in [0, 4)
#   from: kept = picked(x, index)
#   from: row(x, tf.constant([5]))


@tf.function
def row(x, index):
    kept = picked(x, index)
    return body(kept)  # hint: Sequential (1, 5) → (1, 8) · 48


x = np.ones((4, 5), "float32")
scores = classify(x)
print(scores + 1)
loss(x, np.eye(4, 8, dtype="int32"))
chosen(x, tf.constant(1))
chosen(x, tf.constant(7))
row(x, tf.constant([1]))
row(x, tf.constant([5]))
# model body: 48

# about: `max`, `range` and `np.prod` with `*`; where that goes wrong, Python names whom it calls
import keras
import numpy as np

sizes = (4, 6)
x = keras.Input((np.prod(sizes),))  # hint: InputLayer → (None, 24)
for units in range(*sizes):
    x = keras.layers.Dense(units)(x)
    # hint: Dense (None, 24) → (None, 4) · 100
    # hint: Dense (None, 4) → (None, 5) · 25
outputs = keras.layers.Dense(max(*sizes))(x)  # hint: Dense (None, 5) → (None, 6) · 36
print(max(*3))
#     ^^^^^^^ KL601 error: TypeError: max() argument after * must be an iterable, not int

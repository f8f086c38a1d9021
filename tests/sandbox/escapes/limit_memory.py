# ruff: noqa
import keras
import mmap
import numpy as np

SIZE = 1 << 46  # More than any machine has, so that nothing is used up where no limit holds.
bytearray(SIZE)  # KL904
np.ones(SIZE, "uint8")  # KL904
mmap.mmap(-1, SIZE)  # KL904
mmap.mmap(-1, SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)  # KL904
keras.ops.ones((SIZE,), "uint8")  # KL904
print("tried")

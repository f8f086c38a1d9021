# ruff: noqa
"""/dev/shm is the run's own."""

import keras
import os
from multiprocessing import shared_memory
import targets

if os.path.exists(targets.SHARED_MEMORY):
    print("ESCAPED: the others' shared memory is in sight")
open(targets.SHARED_MEMORY + "-new", "w").write("x")
block = shared_memory.SharedMemory(create=True, size=4096)
block.close()
print("tried")

# ruff: noqa
import keras
import _queue
import ctypes
import os
import shutil

copy = os.path.join(os.environ["TMPDIR"], "copy.so")
shutil.copy(_queue.__file__, copy)
ctypes.CDLL(copy)  # KL902
shutil.copy(_queue.__file__, "/dev/shm/copy.so")
ctypes.CDLL("/dev/shm/copy.so")  # KL902
for line in open("/proc/self/maps"):
    if "copy.so" in line and "x" in line.split()[1]:
        print("ESCAPED: a library written by the program is loaded")
print("tried")

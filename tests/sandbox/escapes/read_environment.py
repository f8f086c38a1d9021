# ruff: noqa
import keras
import ctypes
import os
import targets

print(dict(os.environ))
print(open("/proc/self/environ").read())
pointers = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
index = 0
while pointers[index]:
    print(pointers[index])
    index += 1
print(open(f"/proc/{os.getppid()}/environ").read())  # KL902
print(open("/proc/1/environ").read())  # KL902
print(open("/proc/1/cmdline").read())  # KL902
print(open(f"/proc/{targets.SERVER}/environ").read())  # KL902|KL901
print(open(f"/proc/{targets.SERVER}/mem", "rb").read(1))  # KL902|KL901
print(open("/proc/1/maps").read())  # KL902
print("tried")

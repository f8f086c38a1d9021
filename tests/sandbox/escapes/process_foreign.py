# ruff: noqa
# expect: crashed on x86_64
"""`getpid` by the 32-bit door of x86-64."""

import keras
import ctypes
import mmap
import platform

print("tried")
if platform.machine() == "x86_64":
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes.fromhex("b814000000cd80c3"))
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    print(f"ESCAPED: a call of another architecture gave {function()}")

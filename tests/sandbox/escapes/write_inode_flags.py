# ruff: noqa
"""The attributes of a file that may only be read."""

import keras
import fcntl
import struct
import raw
import targets

GET, SET, NO_DUMP = 0x80086601, 0x40086602, 0x40
file = open(f"{targets.READABLE}/data")
held = bytearray(8)
try:
    fcntl.ioctl(file, GET, held)
except OSError:
    print("not known to this file system")
else:
    try:
        fcntl.ioctl(file, SET, struct.pack("Q", struct.unpack("Q", held)[0] | NO_DUMP))
        print("ESCAPED: the file has other attributes")
        fcntl.ioctl(file, SET, bytes(held))
    except PermissionError:
        pass
print("tried")

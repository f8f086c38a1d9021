# ruff: noqa
"""Families other than UNIX have pairs too, and asking for one loads kernel modules."""

import keras
import socket
import ctypes
import raw

pair = ctypes.create_string_buffer(8)
for family in range(2, 46):
    result, error = raw.call("socketpair", family, socket.SOCK_SEQPACKET, 0, pair)
    if error not in raw.REFUSALS:
        print(f"ESCAPED: family {family} was looked for")
print("tried")

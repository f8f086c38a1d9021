# ruff: noqa
"""Sockets of other programs on this machine, by path and by abstract name."""

import keras
import ctypes
import socket
import struct
import raw
import targets

socket.socket(socket.AF_UNIX).connect(targets.UNIX)  # KL902
one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
one.connect(targets.UNIX)  # KL902
one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
one.sendto(b"x", targets.DATAGRAM)  # KL902
one.connect(targets.DATAGRAM)  # KL902
one.connect("\0" + targets.ABSTRACT)  # KL902
one.sendto(b"x", "\0" + targets.ABSTRACT)  # KL902
one.sendmsg([b"x"], [], 0, targets.DATAGRAM)  # KL902
one.bind("own.sock")  # KL902
for path in (targets.DATAGRAM, targets.INSIDE, "\0" + targets.ABSTRACT):
    address = struct.pack("H", socket.AF_UNIX) + path.encode()
    data = b"x"
    raw.attempt("connect", one.fileno(), address, len(address))
    raw.attempt("sendto", one.fileno(), data, 1, 0, address, len(address))
    block = ctypes.create_string_buffer(data)
    vector = ctypes.create_string_buffer(struct.pack("PN", ctypes.addressof(block), 1))
    kept = ctypes.create_string_buffer(address)
    message = struct.pack(
        "PIxxxxPNPNi", ctypes.addressof(kept), len(address), ctypes.addressof(vector), 1, 0, 0, 0
    )
    raw.attempt("sendmsg", one.fileno(), message, 0)
    raw.attempt("sendmmsg", one.fileno(), message + bytes(64), 1, 0)
other.send(b"between ourselves")
assert one.recv(99) == b"between ourselves"
print("tried")

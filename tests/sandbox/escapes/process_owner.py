# ruff: noqa
"""Signals that the kernel sends on behalf of a file's owner."""

import keras
import fcntl
import os
import socket
import struct
import termios
import raw

one, other = socket.socketpair()
fcntl.fcntl(one, fcntl.F_SETOWN, os.getppid())  # KL902
F_SETSIG, F_SETOWN_EX, FIOSETOWN, SIOCSPGRP = 10, 15, 0x8901, 0x8902
raw.attempt("fcntl", one.fileno(), F_SETSIG, 9)
raw.attempt("fcntl", one.fileno(), F_SETOWN_EX, struct.pack("ii", 1, os.getppid()))
own = struct.pack("i", os.getpid())  # Itself, in case that it works.
raw.attempt("ioctl", one.fileno(), FIOSETOWN, own)
raw.attempt("ioctl", one.fileno(), SIOCSPGRP, own)
raw.attempt("ioctl", 0, termios.TIOCSTI, b"x")
raw.attempt("ioctl", 0, 0x541C, b"\x03")
raw.attempt("ioctl", 0, termios.TIOCSTI | 1 << 32, b"x")
print("tried")

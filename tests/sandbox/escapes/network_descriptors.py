# ruff: noqa
import keras
import socket
import raw

one, other = socket.socketpair()
socket.send_fds(one, [b"x"], [1])  # KL902
raw.attempt("sendmsg", one.fileno(), bytes(56), 0)
raw.attempt("accept4", one.fileno(), 0, 0, 0)
raw.attempt("listen", one.fileno(), 1)
print("tried")

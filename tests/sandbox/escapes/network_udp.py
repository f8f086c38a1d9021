# ruff: noqa
import keras
import socket
import raw
import targets

socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # KL902
raw.attempt("socket", socket.AF_INET, socket.SOCK_DGRAM, 0)
raw.attempt("socket", socket.AF_INET6, socket.SOCK_DGRAM, 0)
print("tried")

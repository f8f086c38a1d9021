# ruff: noqa
import keras
import socket
import raw

socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)  # KL902
socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)  # KL902
socket.socket(socket.AF_PACKET, socket.SOCK_RAW)  # KL902
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)  # KL902
for family in range(46):
    raw.attempt("socket", family, socket.SOCK_DGRAM, 0)
print("tried")

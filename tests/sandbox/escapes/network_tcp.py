# ruff: noqa
import keras
import socket
import urllib.request
import targets

socket.create_connection(("127.0.0.1", targets.TCP), 1)  # KL902
urllib.request.urlopen(f"http://127.0.0.1:{targets.TCP}/")  # KL902
socket.socket(socket.AF_INET6, socket.SOCK_STREAM)  # KL902
keras.utils.get_file("weights.h5", f"http://127.0.0.1:{targets.TCP}/weights.h5")  # KL901
server = socket.create_server(("127.0.0.1", 0))  # KL902
print("tried")

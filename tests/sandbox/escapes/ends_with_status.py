# ruff: noqa
import keras
import os

print("tried")
os._exit(3)  # KL908
print("ESCAPED: it goes on")

# ruff: noqa
# fmt: off
# expect: timeout
# timeout: 2
import keras

print("tried")
while True: print("x" * 1000)  # KL903

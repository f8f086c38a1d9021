# ruff: noqa
import keras
import os

count = 0
try:
    for _ in range(5000):
        os.dup(1)
        count += 1
except OSError:
    pass
if count >= 5000:
    print("ESCAPED: any number of files may be open")
os.closerange(16, 5000)
print("tried")

# ruff: noqa
# expect: any
"""One line of 300 MB."""

import keras
import pipe

for _ in range(300):
    pipe.write(b"x" * 1_000_000)
pipe.write(b"\n")
print("tried")

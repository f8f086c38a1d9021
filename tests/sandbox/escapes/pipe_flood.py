# ruff: noqa
# expect: any
"""128 MB of output past the limit that the worker keeps for honest programs."""

import keras
import pipe

line = b'{"event":"Output","stream":"stdout","text":"' + b"x" * 65_000 + b'"}\n'
for _ in range(2_000):
    pipe.write(line)
print("tried")

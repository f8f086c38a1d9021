# ruff: noqa
import keras
import pipe

pipe.write(b"[" * 60_000 + b"\n")
pipe.write(b'{"event":' * 9_000 + b"\n")
print("tried")

# ruff: noqa
import keras
import pipe

pipe.write(b"\xff\xfe\xfa no text\n")
pipe.write(b"\0\0\0\0\n")
pipe.write(b"null\n1\n[]\n{}\n{]\n")
print("tried")

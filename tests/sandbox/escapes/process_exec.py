# ruff: noqa
import keras
import os
import raw
import sys

os.execv("/bin/true", ["true"])  # KL902
os.execve("/bin/true", ["true"], {})  # KL902
os.execvp("true", ["true"])  # KL902
path = b"/bin/true"
raw.attempt("execve", path, 0, 0)
raw.attempt("execveat", -100, path, 0, 0, 0)
raw.attempt("memfd_create", b"x", 0)
raw.attempt("memfd_secret", 0)
print("tried")

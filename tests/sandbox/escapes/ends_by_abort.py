# ruff: noqa
# expect: crashed
import keras
import os

os.abort()

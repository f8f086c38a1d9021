# ruff: noqa
# expect: crashed
import keras
import ctypes

ctypes.string_at(8)

# ruff: noqa
# expect: crashed
import keras
import signal

signal.raise_signal(9)

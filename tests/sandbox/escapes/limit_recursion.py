# ruff: noqa
import keras
import sys


def endless():
    endless()  # KL601


endless()
sys.setrecursionlimit(100_000)
print("tried")

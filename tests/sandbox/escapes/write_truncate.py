# ruff: noqa
import keras
import os
import targets

os.truncate(f"{targets.OUTSIDE}/victim", 0)  # KL902
os.open(f"{targets.OUTSIDE}/victim", os.O_RDONLY | os.O_TRUNC)  # KL902
os.truncate(f"{targets.READABLE}/data", 0)  # KL902
os.open(f"{targets.READABLE}/data", os.O_RDONLY | os.O_TRUNC)  # KL902
print("tried")

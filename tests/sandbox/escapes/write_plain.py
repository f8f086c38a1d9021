# ruff: noqa
import keras
import os
import targets

open(f"{targets.OUTSIDE}/new", "w")  # KL902
open(f"{targets.OUTSIDE}/victim", "a")  # KL902
open(f"{targets.OUTSIDE}/victim", "r+")  # KL902
os.mkdir(f"{targets.OUTSIDE}/directory")  # KL902
os.remove(f"{targets.OUTSIDE}/victim")  # KL902
os.rmdir(f"{targets.OUTSIDE}/empty")  # KL902
os.symlink("x", f"{targets.OUTSIDE}/symbolic")  # KL902
os.mkfifo(f"{targets.OUTSIDE}/fifo")  # KL902
os.open(targets.OUTSIDE, os.O_TMPFILE | os.O_RDWR)  # KL902
open(f"{targets.READABLE}/data", "r+")  # KL902
print("tried")

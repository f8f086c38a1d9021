# ruff: noqa
import keras
import os
import targets

os.symlink(f"{targets.OUTSIDE}/victim", "to_victim")
open("to_victim", "w")  # KL902
os.symlink(targets.OUTSIDE, "to_outside")
open("to_outside/new", "w")  # KL902
open("planted/new", "w")  # KL902
open("planted/victim", "w")  # KL902
print("tried")

# ruff: noqa
import keras
import os
import targets

os.link(f"{targets.OUTSIDE}/victim", "same")  # KL902
open("own", "w").write("x")
os.link("own", f"{targets.OUTSIDE}/new")  # KL902
os.link(f"{targets.READABLE}/data", "readable")  # KL902
print("tried")

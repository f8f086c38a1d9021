# ruff: noqa
import keras
import os
import targets

open("own", "w").write("x")
os.rename("own", f"{targets.OUTSIDE}/victim")  # KL902
os.replace("own", f"{targets.OUTSIDE}/new")  # KL902
os.rename(f"{targets.OUTSIDE}/victim", "stolen")  # KL902
os.rename(f"{targets.OUTSIDE}/victim", f"{targets.OUTSIDE}/moved")  # KL902
os.rename(f"{targets.READABLE}/data", "stolen")  # KL902
print("tried")

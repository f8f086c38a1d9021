# ruff: noqa
import keras
import os
import targets

os.open(targets.OUTSIDE, os.O_RDONLY | os.O_DIRECTORY)  # KL902
place = os.open(targets.OUTSIDE, os.O_PATH | os.O_DIRECTORY)
os.open("new", os.O_WRONLY | os.O_CREAT, dir_fd=place)  # KL902
os.open("victim", os.O_WRONLY, dir_fd=place)  # KL902
os.open("victim", os.O_RDONLY, dir_fd=place)  # KL902
os.open(f"/proc/self/fd/{place}/victim", os.O_RDWR)  # KL902
os.unlink("victim", dir_fd=place)  # KL902
os.chdir(targets.OUTSIDE)
os.open("new", os.O_WRONLY | os.O_CREAT)  # KL902
print("tried")

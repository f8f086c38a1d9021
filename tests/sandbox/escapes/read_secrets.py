# ruff: noqa
import keras
import os
import targets

print(open(targets.KEY).read())  # KL902
print(open(targets.CREDENTIALS).read())  # KL902
print(open(targets.OTHER_PROJECT).read())  # KL902
print(os.listdir(targets.HOME))  # KL902
print(os.listdir(targets.OUTSIDE))  # KL902
print(open("/etc/shadow").read())  # KL902
print(os.listdir("/"))  # KL902
print(os.listdir("/proc"))  # KL902
print(open("planted/home/.ssh/id_ed25519").read())  # KL902
os.symlink(targets.KEY, "key")
print(open("key").read())  # KL902
print(open(f"/proc/self/root{targets.KEY}").read())  # KL902
print(os.open(f"/proc/self/fd/{os.open(targets.KEY, os.O_PATH)}", os.O_RDONLY))  # KL902
print("tried")

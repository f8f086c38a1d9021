# ruff: noqa
import keras
import os
import pty
import subprocess
import webbrowser

os.system("true")  # KL902
os.popen("true")  # KL902
os.posix_spawn("/bin/true", ["true"], {})  # KL902
os.spawnv(os.P_WAIT, "/bin/true", ["true"])  # KL902
subprocess.run(["true"])  # KL902
subprocess.Popen("true", shell=True)  # KL902
pty.spawn("true")  # KL902
keras.utils.plot_model(keras.Sequential([keras.Input((1,))]), "plot.png")
print("tried")

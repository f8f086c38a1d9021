# ruff: noqa
import keras
import os
import targets

open(f"/proc/self/root{targets.OUTSIDE}/new", "w")  # KL902
open(f"/proc/self/root{targets.OUTSIDE}/victim", "w")  # KL902
open(f"/proc/self/cwd/../../..{targets.OUTSIDE}/victim", "w")  # KL902|KL901
open(f"/proc/self/task/{os.getpid()}/root{targets.OUTSIDE}/victim", "w")  # KL902
open(f"/proc/{os.getppid()}/root{targets.OUTSIDE}/victim", "w")  # KL902
open(f"/proc/{os.getppid()}/oom_score_adj", "w")  # KL902
open(f"/proc/{os.getppid()}/mem", "r+b")  # KL902
open(f"/proc/{os.getppid()}/fd/0", "w")  # KL902
open("/proc/self/oom_score_adj", "w")  # KL902
open("/proc/sys/kernel/core_pattern", "w")  # KL902
print("tried")

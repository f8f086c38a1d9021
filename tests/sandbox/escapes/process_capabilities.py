# ruff: noqa
import keras

status = dict(line.split(":", 1) for line in open("/proc/self/status"))
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    if int(status[name], 16):
        print(f"ESCAPED: {name} is {status[name].strip()}")
if status["NoNewPrivs"].strip() != "1" or status["Seccomp"].strip() != "2":
    print("ESCAPED: it could gain rights")
print("tried")

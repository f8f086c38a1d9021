# ruff: noqa
"""The signal that ends the run when its parent ends, and what others may see of it."""

import keras
import ctypes
import raw

PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE = 1, 2, 3, 4
raw.attempt("prctl", PR_SET_PDEATHSIG, 0, 0, 0, 0)
raw.attempt("prctl", PR_SET_PDEATHSIG | 1 << 32, 0, 0, 0, 0)
raw.attempt("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)
number = ctypes.c_int()
raw.call("prctl", PR_GET_PDEATHSIG, ctypes.byref(number), 0, 0, 0)
if number.value != 9:
    print(f"ESCAPED: outlives its parent, signal {number.value}")
if raw.call("prctl", PR_GET_DUMPABLE, 0, 0, 0, 0)[0] != 0:
    print("ESCAPED: others may look into it")
print("tried")

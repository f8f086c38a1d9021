# ruff: noqa
# expect: timeout
# timeout: 2
"""Does not hear the alarm."""

import keras
import signal

for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
print("tried")
while True:
    pass

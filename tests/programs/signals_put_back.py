# about: a program that sets handlers of signals puts back those that it has found
import signal
import keras

found = {}
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP):
    found[number] = signal.signal(number, signal.SIG_IGN)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 2) · 10
for number, handler in found.items():
    signal.signal(number, handler)
# model model: 10

# ruff: noqa
"""Well-formed JSON that is no event."""

import keras
import pipe

for line in (
    b'{"event":"Report"}',
    b'{"event":"Call"}',
    b'{"event":{}}',
    b'{"event":"Problem","code":1,"severity":"error","message":"x","span":{}}',
    b'{"event":"Problem","code":"KL1","severity":"fatal","message":"x","span":null}',
    b'{"failed":"forged"}',
    b'{"ready":{}}',
    b'{"ended":1,"status":0}',
):
    pipe.write(line + b"\n")
print("tried")

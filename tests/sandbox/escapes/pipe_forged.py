# ruff: noqa
# expect: any
"""Events about what is not the program's."""

import keras
import json
import pipe
import targets

elsewhere = {
    "path": targets.OTHER_PROJECT, "line": 1, "column": 1, "end_line": 1, "end_column": 2,
}  # fmt: skip
for event in (
    {"event": "SandboxInfo", "enforced": ["forged"], "missing": []},
    {"event": "File", "path": "/dev/zero"},
    {"event": "File", "path": targets.OTHER_PROJECT},
    {"event": "Problem", "code": "KL101", "severity": "error", "message": "forged",
     "span": elsewhere},
    {"event": "Problem", "code": "KL101", "severity": "error", "message": "forged",
     "span": {**elsewhere, "path": targets.DOCUMENT, "line": -5, "end_line": 10**30}},
):  # fmt: skip
    pipe.write(json.dumps(event).encode() + b"\n")
print("tried")

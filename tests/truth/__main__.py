"""The long form: compares programs with plain Keras and prints a line for each.

python -m tests.truth [--interpreter PYTHON] PROGRAM...
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.truth.comparison import compare


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.truth")
    parser.add_argument("--interpreter", default=sys.executable, type=os.path.abspath)
    parser.add_argument("programs", nargs="+", type=lambda path: Path(path).resolve())
    given = parser.parse_args()
    verdicts = compare(given.programs, given.interpreter)
    for verdict in verdicts:
        ends = {True: "runs", False: "fails", None: "?"}[verdict.plain["ok"]]
        result = "ok" if not verdict.faults else "WRONG"
        print(
            f"{result:5} {verdict.path.name:44} {ends:5} {verdict.compared:4} figures, plain "
            f"{verdict.plain.get('seconds', 0):5.1f} s, keras-lsp {verdict.ours['seconds']:5.2f} s"
        )
        for fault in verdict.faults:
            print(f"      {fault}")
        for problem in verdict.ours["problems"]:
            if problem["severity"] != "error":
                print(
                    f"      note {problem['code']} {problem['line']}: {problem['message'][:120]}"
                )
    wrong = sum(bool(verdict.faults) for verdict in verdicts)
    print(f"{len(verdicts)} programs, {wrong} wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

"""The long form: compares programs with plain Keras and prints a line for each.

    python -m tests.truth [--interpreter PYTHON] [PROGRAM...]

Without programs all are taken, each with the environment that it is written for.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.truth.comparison import Verdict, compare

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = {"keras2": "keras2", "torch": "torch"}
# What plain Keras says of them is not what they are about: builders that no program calls, the
# comments and arguments of keras-lsp, downloads and back ends that are not here, what is by
# chance, and training and searching for minutes.
LEFT_OUT = {
    "builders_that_fail", "directives", "ignored_problems", "keras_tuner_search",
    "loops_cut_short", "missing_back_end", "mnist_script", "optuna_study", "scikeras_search",
    "tensorflow_datasets_absent", "training_by_hand",
    "tuned_builders", "tutorial_tensorflow",
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.truth")
    parser.add_argument("--interpreter", type=os.path.abspath)
    parser.add_argument("programs", nargs="*", type=lambda path: Path(path).resolve())
    given = parser.parse_args()
    groups: dict[str, list[Path]] = {}
    for program in given.programs or everything():
        groups.setdefault(given.interpreter or environment(program), []).append(program)
    verdicts = [v for python, programs in groups.items() for v in compare(programs, python)]
    for verdict in verdicts:
        tell(verdict)
    wrong = sum(bool(verdict.faults) for verdict in verdicts)
    compared = sum(verdict.compared for verdict in verdicts)
    print(f"{len(verdicts)} programs, {compared} figures, {wrong} programs wrong")
    return bool(wrong)


def everything() -> list[Path]:
    """The correct programs, those of the worker's tests, and those that lie beside the project."""
    folders = (ROOT / "tests/truth/programs", ROOT / "tests/programs", ROOT / "../shared/faults")
    programs = [p.resolve() for folder in folders for p in sorted(folder.glob("*.py"))]
    return [program for program in programs if program.stem not in LEFT_OUT]


def environment(program: Path) -> str:
    """The interpreter for which the program is written, by what its name begins with."""
    name = ENVIRONMENTS.get(program.stem.partition("_")[0], "truth")
    return str(ROOT / ".venv" / name / "bin" / "python")


def tell(verdict: Verdict) -> None:
    ends = {True: "runs", False: "fails", None: "?"}[verdict.plain["ok"]]
    result = "WRONG" if verdict.faults else "ok"
    plain, ours = verdict.plain.get("seconds", 0), verdict.ours["seconds"] or 0
    print(
        f"{result:5} {verdict.path.name:44} {ends:5} {verdict.compared:4} figures, "
        f"plain {plain:5.1f} s, keras-lsp {ours:5.2f} s"
    )
    for fault in verdict.faults:
        print(f"      {fault}")
    for problem in verdict.ours["problems"]:
        if problem["severity"] != "error":
            print(f"      note {problem['code']} {problem['line']}: {problem['message'][:120]}")


if __name__ == "__main__":
    sys.exit(main())

"""What plain Keras says of a program, held against what keras-lsp says of it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

_PLAIN = Path(__file__).with_name("plain.py")


@dataclass
class Verdict:
    """One program.

    Attributes:
        path: of the program.
        plain: what plain Keras made of it, a line of `plain.py`.
        ours: what keras-lsp made of it, an entry of `files` of its JSON.
        faults: what the two do not agree in; empty if all is well.
        compared: how many figures of layers and models both know.
    """

    path: Path
    plain: dict
    ours: dict
    faults: list[str] = field(default_factory=list)
    compared: int = 0


def compare(
    programs: list[Path], interpreter: str = sys.executable, seconds: float = 120
) -> list[Verdict]:
    """Execute programs both ways.

    Args:
        programs: what to execute.
        interpreter: the Python that has Keras.
        seconds: for each program with plain Keras.
    """
    plain = _plain(programs, interpreter, seconds)
    ours = _ours(programs, interpreter)
    verdicts = [Verdict(path, plain[str(path)], ours[str(path)]) for path in programs]
    for verdict in verdicts:
        _judge(verdict)
    return verdicts


def _plain(programs: list[Path], interpreter: str, seconds: float) -> dict[str, dict]:
    found: dict[str, dict] = {}
    for backend in sorted({_backend(path) for path in programs}):
        chosen = [path for path in programs if _backend(path) == backend]
        found |= _plain_on(backend, chosen, interpreter, seconds)
    return found


def _backend(program: Path) -> str:
    """The back end that the name of a program begins with."""
    first = program.stem.partition("_")[0]
    return first if first in ("jax", "torch") else "tensorflow"


def _plain_on(
    backend: str, programs: list[Path], interpreter: str, seconds: float
) -> dict[str, dict]:
    settings = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": backend}
    environment = {**os.environ, **settings}
    with tempfile.TemporaryDirectory() as directory:
        results = Path(directory, "results.jsonl")
        command = [interpreter, str(_PLAIN), str(results), str(seconds), *map(str, programs)]
        subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=True)
        entries = [json.loads(line) for line in results.read_text().splitlines()]
    return {entry["path"]: entry for entry in entries}


def _ours(programs: list[Path], interpreter: str) -> dict[str, dict]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "keras_lsp", "check", "--format", "json"),
            *("--timeout", "60", "--interpreter", interpreter, *map(str, programs)),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=programs[0].parent,
    )
    files = json.loads(done.stdout)["files"]
    return {str(path): entry for path, entry in zip(programs, files, strict=True)}


def _judge(verdict: Verdict) -> None:
    plain, ours = verdict.plain, verdict.ours
    errors = [problem for problem in ours["problems"] if problem["severity"] == "error"]
    if ours["status"] != "ok":
        verdict.faults.append(f"keras-lsp: {ours['status']}")
    if plain["ok"] is None:
        verdict.faults.append(f"plain Keras: {plain['error']}")
    elif plain["ok"]:
        for problem in errors:
            verdict.faults.append(
                f"false error {problem['code']} in line {problem['line']}: {problem['message']}"
            )
        if "keras_tuner" not in verdict.path.read_text():  # Which draws its models by chance.
            _compare_models(verdict)
    else:
        # Where something is not here, plain Keras fails, and that is no error.
        said = [p for p in ours["problems"] if p["severity"] == "error" or p["code"] < "KL91"]
        places = {problem["line"] for problem in said}
        places |= {note["line"] for problem in said for note in problem["related"]}
        if not places & _statements(verdict.path, plain["lines"]):
            verdict.faults.append(
                f"plain Keras fails in line {plain['lines'][-1:]}: {plain['error'][:200]}; "
                f"keras-lsp has errors in {sorted(places)}"
            )


def _statements(program: Path, lines: list[int]) -> set[int]:
    """The lines, and all lines of the simple statements that they are of."""
    found = set(lines)
    for node in ast.walk(ast.parse(program.read_text())):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            span = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if found & set(span):
                found |= set(span)
    return found


def _compare_models(verdict: Verdict) -> None:
    ours: dict[str, list[dict]] = {}
    for model in verdict.ours["models"]:
        ours.setdefault(model["name"], []).append(model)
    for name, plain in verdict.plain["models"].items():
        if len(ours.get(name, ())) != 1 or ours[name][0]["class"] != plain["class"]:
            continue
        model = ours[name][0]
        _hold(verdict, f"parameters of {name}", plain["params"], model["params"])
        rows = {row["name"]: row for row in model["layers"] if len(row["path"]) == 1}
        for layer, figures in plain["layers"].items():
            row = rows.get(layer)
            if row is None:
                verdict.faults.append(f"layer {layer} of {name} is not shown")
                continue
            _hold(verdict, f"parameters of {name}/{layer}", figures["params"], row["params"])
            if len(row["output_shapes"]) == 1:
                shape = row["output_shapes"][0]
                plain_shape = figures.get("shape")
                if plain_shape and shape and shape[0] is None:
                    plain_shape[0] = None  # It is the batch that Keras saw first.
                _hold(verdict, f"shape of {name}/{layer}", plain_shape, shape)


def _hold(verdict: Verdict, what: str, plain: object, ours: object) -> None:
    """Compare what both know."""
    if plain is None or ours is None:
        return
    verdict.compared += 1
    if plain != ours:
        verdict.faults.append(f"{what}: plain Keras says {plain}, keras-lsp {ours}")

"""The messages in docs/troubleshooting.md are those that programs bring about."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "troubleshooting.md"
DENSE = "keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
SMALL = """\
class Small(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(3)
    def call(self, x):
        return self.dense(x)
small = Small()
"""
# What each program is told, as the page has it.
PROGRAMS = {
    "while True:\n    pass\n": (
        "The run was stopped here after 10 s without anything new (setting keras-lsp.timeout). …"
    ),
    "import numpy\nnumpy.ones((100_000, 100_000))\n": (
        "The run reached its memory limit here (setting keras-lsp.memoryLimit). …"
    ),
    "import os\nos.abort()\n": (
        "The program's process was killed by SIGABRT here; its results so far are kept. …"
    ),
    "import ctypes\nctypes.CDLL(None)._exit(3)\n": (
        "The process exited with status … before the program ended"
    ),
    "import sys\nif len(sys.argv) < 2:\n    sys.exit('usage: model.py DATA')\n": (
        "The program ends here: SystemExit('usage: …')."
    ),
    "rows = []\nwhile len(rows) < 10**12:\n    rows[:] = [len(rows)]\n": (
        "This loop was stopped after 1 s: its results are incomplete here, …"
    ),
    "import pandas\npandas.read_csv('train.csv')\n": (
        "'train.csv' does not exist; what is read from it is not known here."
    ),
    "import seaborn\n": (
        "The package 'seaborn' is not installed in …; what depends on it is not known here."
    ),
    "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--width', "
    "required=True)\nparser.add_argument('data')\nparser.parse_args()\n": (
        "The program needs command-line arguments: --width, data. …"
    ),
    "import urllib.request\nurllib.request.urlopen('https://example.org/data.csv')\n": (
        "Network access is blocked here: example.org. No setting allows it."
    ),
    "import subprocess\nsubprocess.run(['nvidia-smi'])\n": (
        "Starting other programs or processes is blocked here: nvidia-smi. No setting allows it."
    ),
    "open('../outside.csv')\n": (
        "… is blocked here. A run reads the workspace and Python's packages; the setting "
        "keras-lsp.sandbox.allowRead adds more. …"
    ),
    "import os\nos.environ['DATA_DIR']\n": (
        "The environment variable 'DATA_DIR' is not set here: …"
    ),
    f"def build(width):\n    return {DENSE}": (
        "build is never called, and needs width. Say how in a comment, …"
    ),
    SMALL: ("small is never called on an input, so its shapes are not known. …"),
    "# keras-lsp: nothing(3)\n": "This directive failed: …",
    "x = 1  # keras-lsp: ignore[KL101]\n": "There is no KL101 here: this comment is not needed.",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each program."""
    directory = tmp_path_factory.mktemp("outside") / "workspace"
    directory.mkdir()
    (directory.parent / "outside.csv").touch()
    names = [f"program{number}.py" for number in range(len(PROGRAMS))]
    for name, text in zip(names, PROGRAMS, strict=True):
        (directory / name).write_text(f"import keras\n{text}", encoding="utf-8")
    command = [sys.executable, "-m", "keras_lsp", "check", "--format", "json", "--timeout", "4"]
    done = subprocess.run(
        [*command, *names], cwd=directory, capture_output=True, text=True, timeout=250, check=False
    )
    files = json.loads(done.stdout)["files"]
    said = ["\n".join(problem["message"] for problem in file["problems"]) for file in files]
    return dict(zip(PROGRAMS, said, strict=True))


def plain(text: str) -> str:
    """Without what stands for emphasis, and without the number of seconds."""
    return re.sub(r"after \d+ s", "after so long", text.replace("`", ""))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_message_on_the_page_is_the_one_that_is_given(
    program: str, told: dict[str, str]
) -> None:
    message = PROGRAMS[program]
    assert message in PAGE.read_text(encoding="utf-8")
    for piece in plain(message).split("…"):
        assert piece.strip() in plain(told[program])


# What is said of an interpreter, if nothing or a Python without Keras is at its place.
INTERPRETERS = {
    "nowhere": (
        "The interpreter … cannot be started: No such file or directory. Choose another one "
        "(setting keras-lsp.interpreter, option --interpreter)."
    ),
    "bare": (
        "… has no Keras. Install it with: … -m pip install keras tensorflow — or choose the "
        "Python that has it (setting keras-lsp.interpreter, option --interpreter)."
    ),
    "broken": "`import keras` fails in …:",
    "without a backend": (
        "Keras in … needs the module 'tensorflow', which is not installed. Install it with: …"
    ),
}
KERAS = {"broken": "raise RuntimeError", "without a backend": "import tensorflow"}


@pytest.mark.parametrize("name", INTERPRETERS)
def test_what_is_said_of_an_interpreter_is_on_the_page(name: str, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    if name != "nowhere":
        venv.create(home, with_pip=False, symlinks=True)
    if name in KERAS:
        (packages,) = home.glob("lib/python*/site-packages")
        (packages / "keras.py").write_text(KERAS[name], encoding="utf-8")
    (tmp_path / "model.py").write_text("import keras\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "keras_lsp", "check", "--interpreter", home / "bin" / "python",
         "model.py"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert INTERPRETERS[name] in PAGE.read_text(encoding="utf-8")
    for piece in plain(INTERPRETERS[name]).split("…"):
        assert piece.strip() in plain(done.stdout)
    assert done.returncode == 2

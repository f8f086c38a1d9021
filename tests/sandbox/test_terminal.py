"""The terminal from which a server was started is out of its programs' reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import termios
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import fcntl, glob, os, termios
import keras

print("a program")
for name in ("/dev/tty", "/dev/ptmx", *glob.glob("/dev/pts/*")):
    try:
        os.open(name, os.O_RDWR)
        print("ESCAPED", name)
    except OSError:
        pass
for descriptor in range(64):
    try:
        fcntl.ioctl(descriptor, termios.TIOCSTI, b"!")
        print("ESCAPED", descriptor)
    except OSError:
        pass
try:
    print("ESCAPED", os.ttyname(0))
except OSError:
    pass
"""
# Makes the terminal at a descriptor its own, then is the command line.
START = """
import fcntl, os, sys, termios
terminal = int(sys.argv[1])
os.setsid()
fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
for descriptor in (0, 2):
    os.dup2(terminal, descriptor)
os.execv(sys.executable, [sys.executable, "-m", "keras_lsp", *sys.argv[2:]])
"""


def test_nothing_is_typed_for_the_user(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    master, slave = os.openpty()
    modes = termios.tcgetattr(slave)
    # What arrives would stay to be read, byte by byte.
    modes[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    try:
        done = subprocess.run(
            [sys.executable, "-c", START, str(slave), "check", str(program), "--format", "json"],
            stdout=subprocess.PIPE, pass_fds=(slave,), timeout=120, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        os.set_blocking(slave, False)
        try:
            typed = os.read(slave, 100)
        except BlockingIOError:
            typed = b""
    finally:
        os.close(master)
        os.close(slave)
    assert typed == b""
    (file,) = json.loads(done.stdout)["files"]
    assert file["status"] == "ok"
    assert "ESCAPED" not in done.stdout.decode()

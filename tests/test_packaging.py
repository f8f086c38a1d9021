"""The wheel and the sdist: what is in them, and that the wheel works by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from hatchling import build

import keras_lsp
from tests.e2e.test_tutorial import MODEL

ROOT = Path(__file__).parents[1]
# What `pip` makes of the entry point.
COMMAND = (
    "import sys; from importlib.metadata import distribution as found; "
    "(command,) = found('keras-lsp').entry_points; sys.exit(command.load()())"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dist")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        build.build_wheel(str(directory))
        build.build_sdist(str(directory))
    finally:
        os.chdir(before)
    return directory


def names_in_the_package() -> set[str]:
    files = (path for path in (ROOT / "keras_lsp").rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}


def test_the_wheel_has_the_package_and_its_licence(built: Path) -> None:
    name = f"keras_lsp-{keras_lsp.__version__}"
    with zipfile.ZipFile(built / f"{name}-py3-none-any.whl") as wheel:
        names = set(wheel.namelist())
        metadata = wheel.read(f"{name}.dist-info/METADATA").decode()
    about = {item for item in names if item.startswith(f"{name}.dist-info/")}
    assert names - about == names_in_the_package()
    assert {item.removeprefix(f"{name}.dist-info/") for item in about} == {
        "METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip
    assert {"keras_lsp/py.typed", "keras_lsp/rules/pages/KL101.md"} <= names
    assert f"\nVersion: {keras_lsp.__version__}\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert "\nClassifier: Typing :: Typed\n" in metadata
    # There is no public address yet, and a wrong one is worse than none.
    assert "\nProject-URL:" not in metadata


def test_the_sdist_has_what_its_tests_need_and_nothing_that_was_made(built: Path) -> None:
    with tarfile.open(built / f"keras_lsp-{keras_lsp.__version__}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names_in_the_package() <= names
    assert {
        "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "bench/speed.py",
        "docs/generate.py", "docs/rules.md", "examples/digits.py", "pyproject.toml",
        ".pre-commit-hooks.yaml", "tests/programs/tutorial_model.py", "tests/e2e/editor.py",
        "tests/editors/tools.mjs", "vscode-extension/package-lock.json",
        "vscode-extension/src/extension.ts", "vscode-extension/media/icon.png",
    } <= names  # fmt: skip
    made = re.compile(r"(^|/)(node_modules|\.venv|\.tools|__pycache__|dist|libs)(/|$)|\.vsix$")
    assert [name for name in names if made.search(name)] == []


# As after `pipx install`: an environment with keras-lsp, without Keras.


@pytest.fixture(scope="module")
def python(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = home / "lib" / version / "site-packages"
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(packages)
    for needed in dependencies("keras-lsp"):
        for top in {file.parts[0] for file in needed.files or ()} - {"..", "__pycache__"}:
            (packages / top).symlink_to(Path(str(needed.locate_file(top))))
    return home / "bin" / "python"


def dependencies(name: str) -> list[Distribution]:
    """What the package needs, and what that needs, without extras."""
    found: dict[str, Distribution] = {}
    asked = [name]
    while asked:
        for requirement in distribution(asked.pop()).requires or ():
            match = re.match(r"[\w.-]+", requirement)
            assert match
            needed = match[0].lower()
            if "extra ==" in requirement or needed in found:
                continue
            if "python_version <" in requirement or "python_full_version <" in requirement:
                continue
            found[needed] = distribution(needed)
            asked.append(needed)
    return list(found.values())


def keras_lsp_of(
    python: Path, directory: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = ("PATH", "HOME", "LANG")
    return subprocess.run(
        [python, "-c", COMMAND, *arguments],
        cwd=directory,
        env={**{name: os.environ[name] for name in kept if name in os.environ}, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "mlp.py").write_text(MODEL, encoding="utf-8")
    return tmp_path


def test_the_wheel_says_its_version(python: Path, project: Path) -> None:
    run = keras_lsp_of(python, project, "--version")
    assert (run.stdout, run.stderr) == (f"keras-lsp {keras_lsp.__version__}\n", "")


def test_the_wheel_checks_with_another_python_that_has_keras(python: Path, project: Path) -> None:
    run = keras_lsp_of(python, project, "check", "mlp.py", "--interpreter", sys.executable)
    assert (run.returncode, run.stdout.splitlines()[:1]) == (0, ["mlp.py: sequential 7 params"])
    assert run.stderr == ""


def test_the_wheel_takes_the_python_of_the_active_environment(python: Path, project: Path) -> None:
    active = str(Path(sys.executable).parents[1])
    run = keras_lsp_of(python, project, "check", "mlp.py", VIRTUAL_ENV=active)
    assert (run.returncode, run.stdout.splitlines()[:1]) == (0, ["mlp.py: sequential 7 params"])


def test_the_wheel_without_any_keras_says_how_to_name_one(python: Path, project: Path) -> None:
    run = keras_lsp_of(python, project, "check", "mlp.py")
    assert run.returncode == 2
    assert run.stdout == (
        f"mlp.py:1:1: error KL906 {python} has no Keras. Install it with: {python} -m pip install "
        "keras tensorflow — or choose the Python that has it (setting `keras-lsp.interpreter`, "
        "option `--interpreter`).\n"
    )


def test_one_version_stands_everywhere() -> None:
    version = re.escape(keras_lsp.__version__)
    for name, line in {
        "pyproject.toml": f'version = "{version}"',
        "vscode-extension/package.json": f'  "version": "{version}",',
        "vscode-extension/package-lock.json": f'  "version": "{version}",',
        "CHANGELOG.md": rf"## {version} - \d{{4}}-\d\d-\d\d",
        "vscode-extension/CHANGELOG.md": rf"## {version} - \d{{4}}-\d\d-\d\d",
    }.items():
        text = (ROOT / name).read_text("utf-8")
        assert re.search(rf"^{line}$", text, re.MULTILINE), name

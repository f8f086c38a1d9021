"""What tests of several packages use: Keras is loaded once for each, not for each test."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from xdist.scheduler import LoadScopeScheduling

from keras_lsp.runs.local_workers import LocalWorkers
from tests.command import Command
from tests.e2e.editor import JAX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

ROOT = Path(__file__).parents[1]

# Fixtures of the whole session that load Keras, and how tests ask for them.
SHARED = {
    "editor": "desk: Desk",
    "workers": "workers: LocalWorkers",
    "lasting_command": "command: Command",
}


class Scheduler(LoadScopeScheduling):
    """Has files whose tests share an editor or a worker run in one process, to load Keras once."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid.partition("::")[0])


@functools.cache
def _group(file: str) -> str:
    text = (ROOT / file).read_text("utf-8")
    shared = (name for name, asks in SHARED.items() if asks in text and f"def {name}(" not in text)
    return next(shared, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduler:
    """See `Scheduler`."""
    return Scheduler(config, log)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the programs that `workers` and `plain` run: workers are of one folder."""
    return tmp_path_factory.mktemp("folder")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workers() -> AsyncIterator[LocalWorkers]:
    local = LocalWorkers(shortcuts=True)
    yield local
    await local.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def plain() -> AsyncIterator[LocalWorkers]:
    """Workers that take no shortcuts."""
    local = LocalWorkers(shortcuts=False)
    yield local
    await local.close()


@pytest.fixture
def jax(monkeypatch: pytest.MonkeyPatch) -> None:
    """What starts from here loads Keras with JAX, which is there in half of TensorFlow's time."""
    for name, value in JAX.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def lasting_command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    directory = tmp_path_factory.mktemp("command") / "project"
    directory.mkdir()
    command = Command(directory)
    yield command
    command.end()


@pytest.fixture
def command(lasting_command: Command) -> Command:
    """The command in an empty directory."""
    lasting_command.empty()
    return lasting_command

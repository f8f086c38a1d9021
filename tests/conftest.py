"""What tests of several packages use: Keras is loaded once for each, not for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.runs.local_workers import LocalWorkers
from tests.command import Command
from tests.e2e.editor import JAX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


# Fixtures of the whole session that load Keras.
SHARED = ("editor", "workers", "lasting_command", "place")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have what shares a server, or a worker, run in one process: Keras is loaded once for all."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        own = vars(item.getparent(pytest.Module).obj)
        shared = [name for name in SHARED if name in fixtures and name not in own]
        item.add_marker(pytest.mark.xdist_group(shared[0] if shared else str(item.path)))


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

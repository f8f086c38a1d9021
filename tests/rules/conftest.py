"""Workers for the programs of the rules' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.runs.local_workers import LocalWorkers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: workers are of one folder."""
    return tmp_path_factory.mktemp("rules")


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def workers() -> AsyncIterator[LocalWorkers]:
    local = LocalWorkers()
    yield local
    await local.close()

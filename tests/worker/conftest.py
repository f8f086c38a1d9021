"""Workers that take the shortcuts, and workers that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio

from keras_lsp.runs.local_workers import LocalWorkers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def quick() -> AsyncIterator[LocalWorkers]:
    local = LocalWorkers(shortcuts=True)
    yield local
    await local.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def plain() -> AsyncIterator[LocalWorkers]:
    local = LocalWorkers(shortcuts=False)
    yield local
    await local.close()

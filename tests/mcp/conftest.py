"""One server for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest  # noqa: TC002 - pytest-asyncio evaluates the annotations
import pytest_asyncio

from tests.mcp.agent import Agent, connected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def agent(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Agent]:
    async with connected(tmp_path_factory.mktemp("project"), "--trace") as shared:
        yield shared

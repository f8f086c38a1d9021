"""How the client is asked for its settings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from keras_lsp.server.features import configuration

if TYPE_CHECKING:
    from lsprotocol import types as t


async def test_a_folder_is_named_as_the_client_writes_it() -> None:
    """Some on Windows know `file:///C:/work` by no other name."""
    asked: list[str | None] = []

    async def answer(params: t.ConfigurationParams) -> list[Any]:
        asked.extend(item.scope_uri for item in params.items)
        return [{}, {"run": "off"}]

    server: Any = SimpleNamespace(
        told_folders=lambda: {"c:\\work": "file:///C:/work"},
        workspace_configuration_async=answer,
        options={},
    )
    settings = await configuration._fetch_settings(server)
    assert asked == [None, "file:///C:/work"]
    assert settings == {"": {}, "c:\\work": {"run": "off"}}

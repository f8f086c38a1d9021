"""The tools for coding agents, in an editor: they see what is not saved.

`keras-lsp.useTool` is what the extension's language model tools call.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from keras_lsp.server.documents import is_contained
from keras_lsp.server.features.chosen import RefusedCommandError, options_of
from keras_lsp.tools.arguments import RefusedToolError
from keras_lsp.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keras_lsp.presentation.budgets import Budget
    from keras_lsp.report import RunConfig
    from keras_lsp.server.session import KerasServer
    from keras_lsp.settings import Rules


class EditorHost:
    """The editor's folders, settings and texts."""

    def __init__(self, ls: KerasServer) -> None:
        self._ls = ls

    def roots(self) -> Sequence[str]:
        """See `Host`."""
        return self._ls.folders()

    def config(self, path: str) -> RunConfig:
        """See `Host`."""
        return self._ls.settings_for(path).run_config(self._ls.folders())

    def rules(self, path: str) -> Rules:
        """See `Host`."""
        return self._ls.settings_for(path).rules

    def budgets(self, path: str) -> Sequence[Budget]:
        """See `Host`."""
        return self._ls.budgets_for(path)

    def unsaved(self) -> Mapping[str, str]:
        """See `Host`."""
        folders = self._ls.folders()
        return {
            document.path: document.text
            for document in self._ls.documents
            if document.dirty is not False
            and document.path.endswith(".py")
            and is_contained(document.path, folders)
        }

    async def refusal(self, path: str) -> str:
        """See `Host`."""
        if not self._ls.trusted:
            return "the workspace is not trusted"
        if self._ls.settings_for(path).run == "off":
            return "the setting keras-lsp.run is off"
        return "" if await self._ls.consent(path, "command") else "its execution was not allowed"


async def use_tool(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.useTool`: one of the tools that MCP clients have, on the editor's texts."""
    options = options_of(args)
    name, given = options.get("tool"), options.get("arguments")
    if not isinstance(name, str) or not (given is None or isinstance(given, dict)):
        raise RefusedCommandError("The argument of this command is {tool, arguments}.")
    if ls.toolbox is None:
        ls.toolbox = Toolbox(ls.workers, EditorHost(ls))
    try:
        answer = await ls.toolbox.call(name, given)
    except RefusedToolError as error:
        return {"text": str(error), "refused": True}
    told: dict[str, Any] = {"text": answer.text, "refused": False}
    if answer.picture is not None:
        told["picture"] = base64.b64encode(answer.picture).decode("ascii")
        told["media"] = answer.media
    return told

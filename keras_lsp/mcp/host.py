"""Where the tools of an MCP server are used: files on disk, below the folders given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from keras_lsp.presentation import budgets
from keras_lsp.settings import BUDGETS, nearest_project, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keras_lsp.presentation.budgets import Budget
    from keras_lsp.report import RunConfig
    from keras_lsp.settings import Rules


class FolderHost:
    """Files below some folders.

    Args:
        roots: the folders, absolute.
        config: how programs are run.
    """

    def __init__(self, roots: Sequence[str], config: RunConfig) -> None:
        self._roots = tuple(roots)
        self._config = replace(config, workspace=self._roots)

    def roots(self) -> Sequence[str]:
        """See `Host`."""
        return self._roots

    def config(self, path: str) -> RunConfig:  # noqa: ARG002 - the same for all
        """See `Host`."""
        return self._config

    def rules(self, path: str) -> Rules:
        """See `Host`."""
        project, _ = nearest_project(path)
        settings, _ = resolve({}, project)
        return settings.rules

    def budgets(self, path: str) -> Sequence[Budget]:
        """See `Host`."""
        project, _ = nearest_project(path)
        limits, _ = budgets.read(project.get(BUDGETS))
        return limits

    def unsaved(self) -> Mapping[str, str]:
        """See `Host`."""
        return {}

    async def refusal(self, path: str) -> str:  # noqa: ARG002 - whoever starts the server trusts it
        """See `Host`."""
        return ""

"""The command `keras-lsp`: the command line, and the servers where somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.command_line import cli

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.report import RunConfig


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; see `cli.main`."""
    return cli.main(arguments, _serve, _serve_tools)


def _serve(address: tuple[str, int] | None) -> None:
    from keras_lsp.server import app

    try:
        if address is None:
            app.serve_stdio()
        else:
            app.serve_tcp(*address)
    except app.AddressError as error:
        raise cli.CommandError(str(error)) from None


def _serve_tools(roots: Sequence[str], config: RunConfig) -> None:
    try:
        from keras_lsp.mcp import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise cli.CommandError(
            "the package `mcp` is missing or too old; install it with "
            "`python -m pip install 'keras-lsp[mcp]'`"
        ) from None
    server.serve(roots, config)

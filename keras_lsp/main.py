"""The command `keras-lsp`: the command line, and the server where an editor asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.command_line import cli

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; see `cli.main`."""
    return cli.main(arguments, _serve)


def _serve(address: tuple[str, int] | None) -> None:
    from keras_lsp.server import app

    try:
        if address is None:
            app.serve_stdio()
        else:
            app.serve_tcp(*address)
    except app.AddressError as error:
        raise cli.CommandError(str(error)) from None

"""Pictures and tables as files in the user's cache directory, and having them shown."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import from_fs_path

if TYPE_CHECKING:
    from keras_lsp.server.session import KerasServer


def cache_directory() -> Path:
    """Where this system keeps a user's caches, for this server."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "keras-lsp"


def write_cached(document: str, name: str, content: bytes) -> str:
    """Write a file that belongs to a document; the next one of this name replaces it.

    Returns:
        Its absolute path.
    """
    import hashlib

    owner = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    directory = cache_directory() / f"{Path(document).stem}-{owner}"
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / re.sub(r"[^\w.-]", "_", name)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(file)
    return str(file)


async def open_externally(ls: KerasServer, path: str, *, external: bool) -> None:
    """Have the client show a file, in the system's viewer if `external`; else do nothing."""
    if not ls.client.show_document:
        return
    params = types.ShowDocumentParams(from_fs_path(path), external=external, take_focus=True)
    try:
        await ls.window_show_document_async(params)
    except JsonRpcException:
        return

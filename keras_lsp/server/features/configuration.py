"""Connecting, folders, and the settings: asked of the client, and again when they may change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from keras_lsp.programs.file_names import real_path
from keras_lsp.server import gpus
from keras_lsp.server.client import Client
from keras_lsp.server.documents import is_contained
from keras_lsp.server.features import document_symbols
from keras_lsp.server.features.synchronization import refresh_all
from keras_lsp.settings import from_options, nest

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer
    from keras_lsp.settings import Settings

SECTION = "keras-lsp"

log = logging.getLogger(__name__)


def initialize(ls: KerasServer, params: types.InitializeParams) -> None:
    """`initialize`: what the client can do, and the settings that came with it."""
    ls.client = Client(params.capabilities, params.initialization_options)
    ls.documents.set_folders(ls.folders(), ls.told_folders())
    ls.options = from_options(params.initialization_options)
    ls.configure({"": ls.options})
    if not ls.client.register_symbols:
        document_symbols.install(ls)
    if not ls.client.configuration:
        ls.ready.set()


async def initialized(ls: KerasServer, _params: types.InitializedParams) -> None:
    """`initialized`: watch files, ask for the settings, and which GPU there is."""
    if ls.trusted:
        ls.spawn(_look_for_gpu(ls))
    await _register_watchers(ls)
    if ls.client.register_symbols:
        document_symbols.install(ls)
        document_symbols.refresh(ls)
    if ls.client.configuration:
        await _ask(ls)


async def _look_for_gpu(ls: KerasServer) -> None:
    """Take in which GPU this machine has, which is asked once in a session."""
    ls.gpu = await gpus.find()
    if ls.gpu is not None:
        before = _by_document(ls)
        ls.resolve_settings()
        _apply(ls, before)


async def _ask(ls: KerasServer) -> None:
    """Take in what the client answers, unless it is asked again meanwhile; `ready` then."""
    ls.asked += 1
    number = ls.asked
    try:
        sections = await _fetch_settings(ls)
        if sections is not None and number == ls.asked:
            ls.configure(sections)
    finally:
        if number == ls.asked:
            ls.ready.set()


async def _fetch_settings(ls: KerasServer) -> dict[str, dict[str, Any]] | None:
    """The client's settings by folder, as `configure` takes them; None if it tells none."""
    folders = ls.told_folders()
    items = [types.ConfigurationItem(section=SECTION)]
    # As the client writes them: on Windows `file:///C:/` may be nothing to it that it is asked for
    # as `file:///c:/`.
    items += [types.ConfigurationItem(scope_uri=uri, section=SECTION) for uri in folders.values()]
    try:
        answers = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException as error:
        log.warning("the client did not send its settings: %s", error)
        return None
    sections = [nest(item) if isinstance(item, dict) else {} for item in answers]
    return {
        folder: merge(ls.options, section)
        for folder, section in zip(("", *folders), sections, strict=False)
    }


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with what is set in `over`."""
    result = dict(base)
    for key, value in over.items():
        known = result.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            result[key] = merge(known, value)
        elif value is not None:
            result[key] = value
    return result


async def _register_watchers(ls: KerasServer) -> None:
    registrations = []
    if ls.client.register_watchers:
        watchers = [
            types.FileSystemWatcher(pattern) for pattern in ("**/*.py", "**/pyproject.toml")
        ]
        options: Any = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registrations.append(
            types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        )
    if ls.client.register_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        registrations.append(
            types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options)
        )
    if registrations:
        ls.client_register_capability(types.RegistrationParams(registrations))


async def did_change_configuration(
    ls: KerasServer, params: types.DidChangeConfigurationParams
) -> None:
    """`workspace/didChangeConfiguration`."""
    before = _by_document(ls)
    given = from_options(params.settings)
    if ls.client.configuration:
        await _ask(ls)
    elif given or isinstance(params.settings, dict):
        ls.configure({"": merge(ls.options, given)})
    _apply(ls, before)


def did_change_workspace_folders(
    ls: KerasServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """`workspace/didChangeWorkspaceFolders`: nothing runs before the new ones' settings are known.

    What lay outside may be run then, and what is under way in a folder that came or went is not
    what would be run now.
    """
    event = params.event
    if not event.added and not event.removed:
        return
    before = _by_document(ls)
    if ls.client.configuration:
        ls.ready.clear()
    ls.folders_changed()
    changed = [to_fs_path(folder.uri) for folder in (*event.added, *event.removed)]
    touched = [real for path in changed if path for real in (path, real_path(path))]
    for document in ls.documents:
        paths = {document.path, document.told_path, document.real_path}
        if document.analysis is None or any(is_contained(path, touched) for path in paths):
            ls.scheduler.request(document, "open")
            before.pop(document, None)
    ls.spawn(_settle(ls, before))


async def _settle(ls: KerasServer, before: dict[Document, Settings]) -> None:
    if ls.client.configuration:
        await _ask(ls)
    _apply(ls, before)


def _by_document(ls: KerasServer) -> dict[Document, Settings]:
    return {document: ls.settings_for(document.path) for document in ls.documents}


def _apply(ls: KerasServer, before: dict[Document, Settings]) -> None:
    """Show and run what the settings that hold now ask for."""
    ls.publisher.publish()
    for document, settings in before.items():
        present = ls.settings_for(document.path)
        if _affects_runs(settings, present):
            ls.scheduler.request(document, "open")
        elif settings.changes != present.changes:
            ls.heads.renew(document)
    refresh_all(ls)


def _affects_runs(before: Settings, after: Settings) -> bool:
    if (before.run == "off") != (after.run == "off"):
        return True
    return before.run_config() != after.run_config()

"""The server object: what all features share.

Holds documents, scheduler, settings and the client's abilities; handles no message itself.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter
from pygls.uris import to_fs_path

from keras_lsp import __version__
from keras_lsp.presentation import budgets
from keras_lsp.presentation.markup import without_links
from keras_lsp.programs.text import to_units
from keras_lsp.server.catalogues import Catalogues
from keras_lsp.server.client import Client
from keras_lsp.server.diagnostics import Publisher
from keras_lsp.server.documents import Documents, is_contained
from keras_lsp.server.gpus import Gpu
from keras_lsp.server.head_comparisons import HeadComparisons
from keras_lsp.server.protocol import Protocol
from keras_lsp.server.scheduler import Scheduler
from keras_lsp.settings import BUDGETS, Settings, read_project, resolve
from keras_lsp.systems import ISOLATES

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from cattrs import Converter

    from keras_lsp.presentation.budgets import Budget
    from keras_lsp.programs.text import Encoding
    from keras_lsp.report import Span
    from keras_lsp.runs.workers import Workers
    from keras_lsp.server.analyses import Analysis, DocumentView
    from keras_lsp.server.documents import Document
    from keras_lsp.server.scheduler import Trigger
    from keras_lsp.server.sources import Source
    from keras_lsp.tools.toolbox import Toolbox

_RUN = "Run in This Session"

_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithNotebook(
            types.NotebookDocumentFilterNotebookType("jupyter-notebook"),
            cells=[types.NotebookCellLanguage("python")],
        )
    ],
    save=True,
)

log = logging.getLogger(__name__)


def _converter() -> Converter:
    """That of pygls, with a quick way for hints, of which there may be thousands."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]

    def hint_to_json(hint: types.InlayHint) -> dict[str, Any]:
        place = {"line": hint.position.line, "character": hint.position.character}
        plain = {"position": place, "label": hint.label, "paddingLeft": True, "data": hint.data}
        if hint.tooltip is not None:
            plain["tooltip"] = converter.unstructure(hint.tooltip)
        return plain

    converter.register_unstructure_hook(types.InlayHint, hint_to_json)
    return converter


class KerasServer(LanguageServer):
    """A pygls server with the session's state.

    Attributes:
        protocol: what the messages are taken in by.
        documents: the open documents.
        workers: what runs programs.
        scheduler: decides when.
        heads: compares with what the files were at HEAD.
        catalogues: which strings Keras takes.
        publisher: sends diagnostics.
        toolbox: the tools for coding agents, once one was used.
        client: what the editor can do; meaningful once it has connected.
        ready: set while the settings are known: not before the client has told them.
        asked: how often it was asked for them.
        outlines: how often the outline was registered, with a client that takes it back.
        gpu: the card of this machine; None while that is not known, or if there is none.
        options: settings from `initializationOptions`; later ones are laid over them.
    """

    protocol: Protocol

    def __init__(self, workers: Workers, *, isolated: bool = ISOLATES) -> None:
        super().__init__(
            "keras-lsp",
            __version__,
            converter_factory=_converter,
            notebook_document_sync=_NOTEBOOKS,
            protocol_cls=Protocol,
        )
        self.documents = Documents()
        self.workers = workers
        self.client = Client(types.ClientCapabilities())
        self.ready = asyncio.Event()
        self.asked = 0
        self.outlines = 0
        self.scheduler = Scheduler(self.documents, workers, self)
        self.heads = HeadComparisons(workers, self)
        self.catalogues = Catalogues(workers)
        self.publisher = Publisher(self)
        self.gpu: Gpu | None = None
        self.toolbox: Toolbox | None = None
        self.options: dict[str, Any] = {}
        self._isolated = isolated
        self._folders_told = False
        self._answers: dict[str, asyncio.Task[bool]] = {}
        self._editor: dict[str, dict[str, Any]] = {"": {}}
        self._settings: dict[str, Settings] = {}
        self._budgets: dict[str, list[Budget]] = {}
        self._warned: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def trusted(self) -> bool:
        """Whether anything may be run."""
        return self.client.trusted

    @property
    def encoding(self) -> Encoding:
        """The client's unit for columns."""
        encoding = self.workspace.position_encoding
        return cast("Encoding", getattr(encoding, "value", encoding))

    def folders(self) -> tuple[str, ...]:
        """The workspace folders, absolute."""
        return tuple(self.told_folders())

    def told_folders(self) -> dict[str, str]:
        """The URI of each workspace folder, as the client writes it."""
        uris = [folder.uri for folder in self.workspace.folders.values()]
        if not uris and self.workspace.root_uri and not self._folders_told:
            uris = [self.workspace.root_uri]
        paths = ((to_fs_path(uri), uri) for uri in uris)
        return {_without_end(path): uri for path, uri in paths if path}

    def folder_of(self, path: str) -> str:
        """The innermost workspace folder of a file; empty if it is in none."""
        return max(
            (item for item in self.folders() if is_contained(path, (item,))), key=len, default=""
        )

    def is_outside(self, path: str) -> bool:
        """Whether there is a workspace, perhaps without folders, and a file is in none."""
        return (self._folders_told or bool(self.folders())) and not self.folder_of(path)

    def folders_changed(self) -> None:
        """From now on the folders are those the client lists, even if these are none."""
        self._folders_told = True
        self.documents.set_folders(self.folders(), self.told_folders())
        self.resolve_settings()

    def settings_for(self, path: str) -> Settings:
        """The settings of the file's workspace folder."""
        return self._settings.get(self.folder_of(path)) or self._settings.get("") or Settings()

    def budgets_for(self, path: str) -> list[Budget]:
        """What the models of a file may cost by the project of its workspace folder."""
        return self._budgets.get(self.folder_of(path), [])

    def hold_to_budgets(self, analysis: Analysis) -> None:
        """Add a problem for each model that costs more than it may."""
        limits = self.budgets_for(analysis.document.path)
        budgets.apply(analysis.report, limits)

    def configure(self, editor: dict[str, dict[str, Any]]) -> None:
        """Take in the editor's settings by folder, `""` for those of no folder."""
        self._editor = {"": {}, **editor}
        self.resolve_settings()

    def resolve_settings(self) -> None:
        """Put together the editor's and the projects' settings; say what is wrong with them."""
        for folder in ("", *self.folders()):
            project, problems = read_project(folder) if folder else ({}, [])
            settings, warnings = resolve(self._editor.get(folder, self._editor[""]), project)
            if not settings.gpu_memory and self.gpu is not None:
                settings = replace(settings, gpu_memory=self.gpu.memory)
            self._settings[folder] = _with_interpreter(settings, folder)
            self._budgets[folder], wrong = budgets.read(project.get(BUDGETS))
            for warning in problems + warnings + wrong:
                self.warn(warning)

    async def consent(self, path: str, trigger: Trigger) -> bool:
        """Whether a file may be run where nothing isolates it: asked once for each folder.

        On opening nobody is asked, and nothing runs.
        """
        if self._isolated or self.settings_for(path).sandbox.mode != "auto":
            # `strict` is refused by the worker, and `off` is the user's own decision.
            return True
        folder = self.folder_of(path)
        if folder not in self._answers:
            if trigger not in ("save", "command"):
                return False
            self._answers[folder] = asyncio.create_task(self._ask(folder or path))
        allowed = await asyncio.shield(self._answers[folder])
        if not allowed and trigger == "command":
            del self._answers[folder]
        return allowed

    async def _ask(self, place: str) -> bool:
        answer = await self.window_show_message_request_async(
            types.ShowMessageRequestParams(
                types.MessageType.Warning,
                f"keras-lsp executes the Keras files of {without_links(place)} to show their "
                "shapes. On this system nothing keeps them away from your files and network. Run "
                "them?",
                [types.MessageActionItem(_RUN), types.MessageActionItem("Do Not Run")],
            )
        )
        return answer is not None and answer.title == _RUN

    def warn(self, message: str) -> None:
        """Show a warning, once in a session."""
        if message not in self._warned:
            self._warned.add(message)
            self.window_show_message(
                types.ShowMessageParams(
                    types.MessageType.Warning, without_links(f"keras-lsp: {message}")
                )
            )

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work beside the messages; an error in it is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget_task)

    def _forget_task(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", exc_info=error)

    def view_of(self, uri: str) -> DocumentView | None:
        """What is shown in an open document."""
        document = self.documents.get(uri)
        shown = self.documents.view_of(document) if document else None
        part = document.part(uri) if document else None
        return shown.seen_from(part) if shown and part else shown

    def gpu_of(self, path: str) -> Gpu | None:
        """The card that programs of the file's folder train on, if it is known."""
        memory = self.settings_for(path).gpu_memory
        if self.gpu is not None and memory in (0, self.gpu.memory):
            return self.gpu
        return Gpu(memory, "the GPU of the setting gpuMemory") if memory else None

    def view_seen_by_user(self, uri: str) -> DocumentView | None:
        """As `view_of`, for what an editor asks only of a document that the user sees."""
        document = self.documents.get(uri)
        if document is not None:
            self.documents.visible = document
        return self.view_of(uri)

    def document(self, uri: str | None) -> Document | None:
        """The open document of a URI; the one last used if there is none."""
        return self.documents.get(uri) if uri else self.documents.last_used()

    def range_of(self, source: Source, span: Span) -> types.Range | None:
        """Where an expression of an earlier text stands now; None if it was edited."""
        last = len(source.lines) - 1
        first_line, last_line = min(span.line - 1, last), min(span.end_line - 1, last)
        place = source.map.block(first_line, last_line)
        if place is None:
            return None
        return types.Range(
            types.Position(place[0], self._units(source, first_line, span.column)),
            types.Position(place[1], self._units(source, last_line, span.end_column)),
        )

    def location_of(self, source: Source, span: Span) -> types.Location | None:
        """As `range_of`, with the URI of the file or cell in which it stands."""
        place = self.range_of(source, span)
        if place is None:
            return None
        document = self.documents.at(span.path)
        part = document.part_at(place.start.line) if document else None
        if part is None:
            return types.Location(self.documents.uri_of(span.path), place)
        for position in (place.start, place.end):
            position.line = max(position.line - part.first, 0)
        return types.Location(part.uri, place)

    def _units(self, source: Source, line: int, column: int) -> int:
        return to_units(source.lines[line], max(column - 1, 0), self.encoding)


def _without_end(path: str) -> str:
    r"""A folder as its files are compared with it; that of a whole drive, `c:\`, keeps its end."""
    bare = path.rstrip("/\\")
    return path if not bare or bare.endswith(":") else bare


def _with_interpreter(settings: Settings, folder: str) -> Settings:
    """Settings whose interpreter is an absolute path, or a bare name to be found on PATH."""
    name = settings.interpreter.strip()
    if not name:
        return replace(settings, interpreter="")
    name = name.replace("${workspaceFolder}", folder).replace("${userHome}", str(Path.home()))
    path = Path(name).expanduser()
    if not path.is_absolute() and re.search(r"[/\\]", name) and folder:
        path = Path(folder, path)
    return replace(settings, interpreter=str(path))

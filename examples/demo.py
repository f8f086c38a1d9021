"""Opens a file in a real LSP session with keras-lsp and prints what an editor would show.

Usage: python examples/demo.py FILE [PICTURE]
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

DIM, BOLD, RED, YELLOW, BLUE, RESET = (
    f"\x1b[{code}m" if sys.stdout.isatty() else "" for code in ("2", "1", "31", "33", "36", "0")
)


class Editor(LanguageClient):
    """As much of an editor as it takes: it opens one file and waits for its diagnostics."""

    def __init__(self) -> None:
        super().__init__("demo", "1")
        self.diagnostics: dict[str, list[types.Diagnostic]] = {}
        self.published = asyncio.Event()

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _publish(params: types.PublishDiagnosticsParams) -> None:
            self.diagnostics[params.uri] = list(params.diagnostics)
            self.published.set()

        @self.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)
        def _create(_params: types.WorkDoneProgressCreateParams) -> None:
            return None

        @self.feature(types.PROGRESS)
        def _progress(params: types.ProgressParams) -> None:
            if isinstance(params.value, dict) and "title" in params.value:
                print(f"{DIM}… {params.value['title']}{RESET}")


async def show(path: Path, text: str) -> tuple[str, str]:
    """Print the file as an editor shows it; give a model's name and its picture as SVG."""
    uri = path.as_uri()
    document = types.TextDocumentIdentifier(uri)
    editor = Editor()
    await editor.start_io(sys.executable, "-m", "keras_lsp", "--stdio")
    await editor.initialize_async(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(
                window=types.WindowClientCapabilities(work_done_progress=True)
            ),
            workspace_folders=[types.WorkspaceFolder(path.parent.as_uri(), path.parent.name)],
        )
    )
    editor.initialized(types.InitializedParams())
    editor.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, text))
    )
    await asyncio.wait_for(editor.published.wait(), 180)
    end = types.Position(text.count("\n") + 1, 0)
    hints = await editor.text_document_inlay_hint_async(
        types.InlayHintParams(document, types.Range(types.Position(0, 0), end))
    )
    print_source(text, hints or [], editor.diagnostics[uri])
    hover_at = next(hint.position for hint in hints or [] if "·" in str(hint.label))
    hover = await editor.text_document_hover_async(
        types.HoverParams(document, types.Position(hover_at.line, max(hover_at.character - 2, 0)))
    )
    print(f"\n{BOLD}Hover on line {hover_at.line + 1}{RESET}")
    if hover is not None and isinstance(hover.contents, types.MarkupContent):
        print(indent(hover.contents.value))
    result: Any = await editor.workspace_execute_command_async(
        types.ExecuteCommandParams("keras-lsp.plotModel", [{"uri": uri, "format": "svg"}])
    )
    await editor.shutdown_async(None)
    editor.exit(None)
    await editor.stop()
    return result["model"], result["content"]


def print_source(text: str, hints: list[types.InlayHint], found: list[types.Diagnostic]) -> None:
    """Print the text with its hints and problems where an editor shows them."""
    for number, line in enumerate(text.splitlines()):
        shown = "  ".join(str(hint.label) for hint in hints if hint.position.line == number)
        print(f"{DIM}{number + 1:4}{RESET} {line}  {BLUE}{shown}{RESET}")
        for problem in (p for p in found if p.range.start.line == number):
            start, stop = problem.range.start.character, problem.range.end.character
            colour = RED if problem.severity == types.DiagnosticSeverity.Error else YELLOW
            print(f"     {' ' * start}{colour}{'~' * max(stop - start, 1)}")
            print(f"     {problem.code}: {problem.message.splitlines()[0]}{RESET}")
            for related in problem.related_information or []:
                place = related.location.range.start.line + 1
                print(f"     {DIM}line {place}: {related.message}{RESET}")


def indent(text: str) -> str:
    """The text, moved to the right."""
    return "\n".join(f"     {line}" for line in text.splitlines())


if __name__ == "__main__":
    source = Path(sys.argv[1]).resolve()
    target = Path(sys.argv[2] if len(sys.argv) > 2 else "out/model.svg")
    name, picture = asyncio.run(show(source, source.read_text(encoding="utf-8")))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(picture, encoding="utf-8")
    print(f"\n{BOLD}Plot{RESET} of `{name}`: {target}")

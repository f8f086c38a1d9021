"""An MCP server on standard input and output, with the tools and the pages of the codes.

All that it knows of the protocol is the SDK's; what the tools do is in `keras_lsp.tools`.
"""

from __future__ import annotations

import asyncio
import base64
import re
from typing import TYPE_CHECKING, Any

import mcp_types as types
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from keras_lsp import __version__
from keras_lsp.mcp.host import FolderHost
from keras_lsp.presentation import pages
from keras_lsp.tools import catalogue
from keras_lsp.tools.arguments import RefusedToolError
from keras_lsp.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.report import RunConfig
    from keras_lsp.runs.workers import Workers

_PAGE = "keras-lsp://rules/"
_MARKDOWN = "text/markdown"
_READS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def serve(roots: Sequence[str], config: RunConfig) -> None:
    """Serve until standard input ends.

    Args:
        roots: the folders, absolute, in which files may be asked about.
        config: how programs are run.
    """
    asyncio.run(_serve(roots, config))


async def _serve(roots: Sequence[str], config: RunConfig) -> None:
    from keras_lsp.runs.checkpoints import WORTH
    from keras_lsp.runs.local_workers import LocalWorkers

    workers: Workers = LocalWorkers(checkpoints=WORTH)
    server = make_server(Toolbox(workers, FolderHost(roots, config)))
    try:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
    finally:
        await workers.close()


def make_server(toolbox: Toolbox) -> Server[Any]:
    """A server that answers with a toolbox.

    The SDK cancels the task of a request that the client cancels, which ends its runs.
    """

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in catalogue.TOOLS])

    async def call_tool(
        _context: Any, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            answer = await toolbox.call(params.name, params.arguments)
        except RefusedToolError as error:
            return types.CallToolResult(content=[_text(str(error))], is_error=True)
        content: list[types.ContentBlock] = [_text(answer.text)]
        if answer.picture is not None:
            data = base64.b64encode(answer.picture).decode("ascii")
            content.append(types.ImageContent(type="image", data=data, mime_type=answer.media))
        return types.CallToolResult(content=content)

    async def list_resources(_context: Any, _params: Any) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=[_resource(code) for code in pages.codes()])

    async def read_resource(
        _context: Any, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = str(params.uri)
        text = _page(uri)
        if text is None:
            raise MCPError(
                types.INVALID_PARAMS,
                f"There is no resource {uri}; they are {_PAGE}KL101 and such.",
            )
        contents = types.TextResourceContents(uri=uri, text=text, mime_type=_MARKDOWN)
        return types.ReadResourceResult(contents=[contents])

    return Server(
        "keras-lsp",
        version=__version__,
        title="Keras models: shapes, problems, edits tried in memory",
        instructions=catalogue.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


def _described(tool: catalogue.Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=_READS,
    )


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


def _resource(code: str) -> types.Resource:
    found = pages.page(code)
    title = f"{code}: {found.title}" if found is not None else code
    return types.Resource(uri=f"{_PAGE}{code}", name=code, title=title, mime_type=_MARKDOWN)


def _page(uri: str) -> str | None:
    code = uri.removeprefix(_PAGE)
    found = pages.page(code) if code != uri and re.fullmatch(r"KL\d{3}", code) else None
    return found.text if found is not None else None

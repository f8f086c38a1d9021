"""The tools: the same for MCP, for the editor and in VS Code's manifest."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from keras_lsp.tools import arguments, catalogue

MANIFEST = Path(__file__).parents[2] / "vscode-extension" / "package.json"


def test_the_manifest_of_vs_code_tells_the_same_tools() -> None:
    told = json.loads(MANIFEST.read_text(encoding="utf-8"))["contributes"]["languageModelTools"]
    assert [(tool["name"], tool["modelDescription"], tool["inputSchema"]) for tool in told] == [
        (f"keras_{tool.name}", tool.description, tool.schema) for tool in catalogue.TOOLS
    ]


@pytest.mark.parametrize("tool", catalogue.TOOLS, ids=lambda tool: tool.name)
def test_each_schema_is_one(tool: catalogue.Tool) -> None:
    jsonschema.Draft202012Validator.check_schema(tool.schema)


def test_what_a_tool_is_told_of_null_is_not_given() -> None:
    tool = catalogue.named("check")
    assert tool is not None
    assert arguments.checked(tool, {"path": "a.py", "text": None}) == {"path": "a.py"}
    with pytest.raises(arguments.RefusedToolError, match=r"path: is missing\."):
        arguments.checked(tool, None)

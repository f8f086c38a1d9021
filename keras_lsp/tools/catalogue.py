"""The tools: what each is for, and which arguments it takes.

Read by whoever offers them: an MCP server, or an editor, whose manifest says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_PATH = {
    "type": "string",
    "description": "A Python file or notebook of the project, absolute or relative to its root.",
}
_TEXT = {
    "type": "string",
    "description": "The whole text, in place of what is on disk; it is not written there.",
}
_MODEL = {
    "type": "string",
    "description": "The model's variable or name; without it the last one is taken.",
}
_EDITS = {
    "type": "array",
    "minItems": 1,
    "description": "Replacements, made one after another.",
    "items": {
        "type": "object",
        "properties": {
            "old": {
                "type": "string",
                "description": "Text that stands in the file exactly once, with its indentation.",
            },
            "new": {"type": "string", "description": "What replaces it."},
        },
        "required": ["old", "new"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True)
class Tool:
    """A tool.

    Attributes:
        name: by which it is called.
        title: for a person.
        description: for the model that chooses it.
        properties: a JSON schema for each argument.
        required: the arguments that must be given.
    """

    name: str
    title: str
    description: str
    properties: dict[str, Any]
    required: tuple[str, ...] = ("path",)

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of its arguments."""
        return {
            "type": "object",
            "properties": self.properties,
            "required": list(self.required),
            "additionalProperties": False,
        }


TOOLS = (
    Tool(
        "check",
        "Check Keras models",
        "Runs a Keras program without training it, sandboxed, and tells its shape errors and "
        "other problems with verified fixes, the models it builds, and the output shape of each "
        "line. "
        "Use it after writing or changing model code, before training. The first line says: "
        "`clean`, a number of errors, or `unknown` with the reason.",
        {
            "path": _PATH,
            "text": _TEXT,
            "shapes": {
                "type": "boolean",
                "description": "Whether the shapes by line are told; true unless given.",
            },
        },
    ),
    Tool(
        "explain",
        "Explain a layer",
        "Tells of one line or layer what goes in and out, how its parameters come about, what it "
        "costs, its configuration and its problems. Use it when the shape or the size of one "
        "layer is not what you expected.",
        {
            "path": _PATH,
            "text": _TEXT,
            "line": {"type": "integer", "minimum": 1, "description": "A line, from 1."},
            "layer": {"type": "string", "description": "A layer's name, instead of a line."},
        },
    ),
    Tool(
        "try_edit",
        "Try an edit of a Keras model",
        "Runs the program with an edit that is not written to disk, and tells what it changes: "
        "problems gone and new, shapes, parameters, FLOPs, memory. Use it to compare ideas "
        "before you edit the file. Give either `edits` or a whole `text`.",
        {"path": _PATH, "edits": _EDITS, "text": _TEXT},
    ),
    Tool(
        "fixes",
        "Verified fixes",
        "Gives for each problem the edits that mend it, each tried in a run of its own. Apply "
        "one as it is: its `old` stands in the file exactly once. Use it when `check` tells a "
        "problem.",
        {
            "path": _PATH,
            "text": _TEXT,
            "line": {
                "type": "integer",
                "minimum": 1,
                "description": "Only for problems on this line, from 1.",
            },
        },
    ),
    Tool(
        "summary",
        "Summarize a Keras model",
        "Gives a model's table of layers with output shapes, parameters and FLOPs, and its "
        "totals; also of subclassed models, which Keras itself cannot summarize with shapes.",
        {
            "path": _PATH,
            "text": _TEXT,
            "model": _MODEL,
            "expand": {
                "type": "boolean",
                "description": "Whether what is inside of layers is listed; false unless given.",
            },
        },
    ),
    Tool(
        "plot",
        "Plot a Keras model",
        "Draws a model's graph as a picture. Use it to see how branches are wired, or to show it "
        "to a person; `summary` tells the same in fewer tokens.",
        {
            "path": _PATH,
            "text": _TEXT,
            "model": _MODEL,
            "format": {
                "type": "string",
                "enum": ["png", "svg", "blocks"],
                "description": "png unless given; blocks is SVG in the style of papers.",
            },
        },
    ),
)

INSTRUCTIONS = """\
keras-lsp executes Keras model code in a sandbox, without training and without its data, and \
knows the shape of every tensor. Nothing is written to disk, and no accelerator is used.
- You wrote or changed code that builds, compiles or fits a Keras model: `check` it. `clean` \
means that it ran to its end without a problem. `unknown` means that nobody knows: it is not the \
same as clean.
- `check` told a problem: `fixes` gives edits that were run and mend it.
- You think of another change: `try_edit` it first; it says what would become better or worse.
- One shape or size surprises you: `explain` that line. For the whole model: `summary`.
Resources `keras-lsp://rules/KLxxx` explain the codes of problems."""


def named(name: str) -> Tool | None:
    """The tool of that name."""
    return next((tool for tool in TOOLS if tool.name == name), None)

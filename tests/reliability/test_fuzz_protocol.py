"""Messages that are none, come at the wrong time or are too long: the server answers on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest
import pytest_asyncio

from tests.reliability.messages import send_damaged
from tests.reliability.wire import (
    CANCELLED,
    CAPABILITIES,
    DOCUMENT,
    EMPTY_RANGE,
    HERE,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_INITIALIZED,
    ORIGIN,
    PARSE_ERROR,
    Wire,
    code,
    framed,
    notification,
    request,
    wired,
)  # fmt: skip
from tests.sampling import sampled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def wire(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    async with wired(tmp_path_factory.mktemp("wire")) as shared:
        yield shared


# What is no message, and what is one that cannot be followed.

DEEP = b'{"jsonrpc":"2.0","id":1,"method":"x","params":%s%s}' % (b"[" * 100_000, b"]" * 100_000)
REFUSED: dict[str, tuple[dict[str, Any] | bytes, tuple[Any, int]]] = {
    "no JSON": (framed(b"{nothing}"), (None, PARSE_ERROR)),
    "half of it": (framed(b'{"jsonrpc": "2.0", "id": 1'), (None, PARSE_ERROR)),
    "no UTF-8": (framed(b'{"jsonrpc": "\xff"}'), (None, PARSE_ERROR)),
    "nested too deep": (framed(DEEP), (None, PARSE_ERROR)),
    "a batch": (framed(b"[]"), (None, INVALID_REQUEST)),
    "null": (framed(b"null"), (None, INVALID_REQUEST)),
    "a number": (framed(b"1"), (None, INVALID_REQUEST)),
    "an empty object": (framed(b"{}"), (None, INVALID_REQUEST)),
    "another version": (
        {**request("textDocument/hover", 1, HERE), "jsonrpc": "1.0"},
        (None, INVALID_REQUEST),
    ),
    "no method": ({"jsonrpc": "2.0", "id": 1}, (1, INVALID_REQUEST)),
    "a method that is a number": (request(5, 1), (1, INVALID_REQUEST)),
    "a method that is a list": (request([], "a"), ("a", INVALID_REQUEST)),
    "an id that is null": (request("textDocument/hover", None, HERE), (None, INVALID_REQUEST)),
    "an id that is a list": (request("textDocument/hover", [], HERE), (None, INVALID_REQUEST)),
    "an id that is a fraction": (
        request("textDocument/hover", 1.5, HERE),
        (None, INVALID_REQUEST),
    ),
    "a second initialize": (request("initialize", 1, CAPABILITIES), (1, INVALID_REQUEST)),
    "a notification with an id": (
        request("textDocument/didOpen", 1, {"textDocument": {**DOCUMENT, "languageId": "python",
                                                             "version": 1, "text": ""}}),
        (1, INVALID_REQUEST),
    ),
    "an unknown method": (request("nothing/such", 1, {}), (1, METHOD_NOT_FOUND)),
    "an unknown method without parameters": (request("$/such", 1), (1, METHOD_NOT_FOUND)),
    "no parameters": (request("textDocument/hover", 1), (1, INVALID_PARAMS)),
    "missing fields": (request("textDocument/hover", 1, {}), (1, INVALID_PARAMS)),
    "wrong types": (
        request("textDocument/hover", 1, {"textDocument": 3, "position": "x"}),
        (1, INVALID_PARAMS),
    ),
    "a list of parameters": (request("textDocument/hover", 1, [1, 2]), (1, INVALID_PARAMS)),
    "a place before the text": (
        request("textDocument/hover", 1, {**HERE, "position": {"line": -1, "character": 0}}),
        (1, INVALID_PARAMS),
    ),
    "a place beyond all texts": (
        request("textDocument/hover", 1, {**HERE, "position": {"line": 0, "character": 2**70}}),
        (1, INVALID_PARAMS),
    ),
    "an unknown command": (
        request("workspace/executeCommand", 1, {"command": "nothing"}),
        (1, INVALID_PARAMS),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_followed_is_refused(name: str, wire: Wire) -> None:
    message, error = REFUSED[name]
    await wire.send(message)
    assert [code(answer) for answer in await wire.probe()] == [error]


NOTEBOOK = {"uri": "file:///n.ipynb", "version": 1, "notebookType": "jupyter-notebook"}
PASSED_OVER = {
    "an unknown notification": [notification("nothing/such", {}), notification("$/such")],
    "missing fields": [
        notification("textDocument/didOpen"),
        notification("textDocument/didOpen", {"textDocument": {"uri": 3}}),
        notification("textDocument/didChange", {"textDocument": DOCUMENT}),
    ],
    "a document that is not open": [
        notification("textDocument/didChange", {
            "textDocument": {**DOCUMENT, "version": 2},
            "contentChanges": [{"range": EMPTY_RANGE, "text": "x"}, {"text": "y"}],
        }),
        notification("textDocument/didSave", {"textDocument": DOCUMENT}),
        notification("textDocument/didClose", {"textDocument": DOCUMENT}),
        notification("notebookDocument/didChange", {
            "notebookDocument": {"uri": "file:///n.ipynb", "version": 1}, "change": {}
        }),
        notification("notebookDocument/didClose", {
            "notebookDocument": {"uri": "file:///n.ipynb"}, "cellTextDocuments": []
        }),
    ],
    "a cell that is not open": [
        notification("notebookDocument/didOpen", {
            "notebookDocument": {**NOTEBOOK, "cells": []}, "cellTextDocuments": [],
        }),
        notification("notebookDocument/didChange", {
            "notebookDocument": NOTEBOOK,
            "change": {"cells": {"textContent": [
                {"document": {"uri": "cell:1", "version": 2}, "changes": [{"text": "y"}]},
            ]}},
        }),
        notification("notebookDocument/didChange", {
            "notebookDocument": NOTEBOOK,
            "change": {"cells": {"structure": {"array": {"start": 7, "deleteCount": 1},
                                               "didClose": [{"uri": "cell:1"}]}}},
        }),
        notification("notebookDocument/didClose", {
            "notebookDocument": NOTEBOOK, "cellTextDocuments": [{"uri": "cell:2"}],
        }),
    ],
    "cancelling what is not asked": [
        notification("$/cancelRequest", {"id": 77}),
        notification("$/cancelRequest", {"id": []}),
        notification("$/cancelRequest", {}),
        notification("$/cancelRequest"),
        notification("window/workDoneProgress/cancel", {"token": "x"}),
        notification("window/workDoneProgress/cancel", {"token": []}),
    ],
    "an answer to nothing": [
        {"jsonrpc": "2.0", "id": 77, "result": None},
        {"jsonrpc": "2.0", "id": 77, "error": {"code": 1, "message": "no"}},
        {"jsonrpc": "2.0", "id": 77, "error": None},
        {"jsonrpc": "2.0", "id": None, "result": 1},
        {"jsonrpc": "2.0", "result": 1},
    ],
    "a header that promises nothing": [
        b"Content-Length: 0\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: 999999999999\r\n\r\n",
        b"Content-Length: 9999999999\r\n\r\n",
        b"Content-Length: " + b"9" * 9999 + b"\r\n\r\n",
        b"\r\n\r\n\0\xff\r\n",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", PASSED_OVER)
async def test_what_has_no_answer_is_passed_over(name: str, wire: Wire) -> None:
    await wire.send(*PASSED_OVER[name])
    assert await wire.probe() == []


async def test_a_document_may_be_opened_again_as_another_kind(wire: Wire) -> None:
    text = {"uri": NOTEBOOK["uri"], "languageId": "python", "version": 1, "text": "x = 1\n"}
    await wire.send(
        notification("notebookDocument/didOpen", {
            "notebookDocument": {**NOTEBOOK, "cells": []}, "cellTextDocuments": [],
        }),
        notification("textDocument/didOpen", {"textDocument": text}),
    )  # fmt: skip
    assert [item for item in await wire.probe() if "method" not in item] == []
    assert "Traceback" not in wire.errors


@pytest.mark.parametrize(
    "uri", ["", "x", "file:", "file:///%00.py", "http://[::1", "file:///%ff.py", "\ud800"]
)
async def test_a_document_may_have_a_uri_that_is_none(uri: str, wire: Wire) -> None:
    item = {"uri": uri, "languageId": "python", "version": 1, "text": "import numpy\n"}
    await wire.send(
        notification("textDocument/didOpen", {"textDocument": item}),
        notification("textDocument/didSave", {"textDocument": {"uri": uri}}),
        request("textDocument/hover", 1, {**HERE, "textDocument": {"uri": uri}}),
        notification("textDocument/didClose", {"textDocument": {"uri": uri}}),
    )
    heard = await wire.probe()
    assert [item for item in heard if "method" not in item] == [ANSWER]
    assert {item["method"] for item in heard if "method" in item} <= {
        "textDocument/publishDiagnostics"
    }


HOVER = json.dumps(request("textDocument/hover", 1, HERE)).encode()
ANSWER = {"jsonrpc": "2.0", "id": 1, "result": None}


@pytest.mark.parametrize(
    "header",
    [
        b"content-length: %d\r\n\r\n",
        b"Content-Length:%d\r\n\r\n",
        b"CONTENT-LENGTH :  %d \r\n\r\n",
        b"Content-Length: %d\n\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
        b"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n",
    ],
)
async def test_a_header_may_be_written_otherwise(header: bytes, wire: Wire) -> None:
    await wire.send(framed(HOVER, header % len(HOVER)))
    assert await wire.probe() == [ANSWER]


@pytest.mark.parametrize("error", [-50, -1, 1, 20, 50])
async def test_after_a_wrong_length_the_stream_is_followed_again(error: int, wire: Wire) -> None:
    """At the latest with the second message after it; the first may be a part of the wrong one."""
    await wire.send(framed(HOVER, b"Content-Length: %d\r\n\r\n" % (len(HOVER) + error)))
    await wire.send(framed(HOVER), framed(HOVER.replace(b'"id": 1', b'"id": 2')))
    assert (await wire.answer(2))["result"] is None
    assert (None, PARSE_ERROR) in [code(item) for item in await wire.probe() if "error" in item]


# The beginning and the end.


async def test_before_initialize_requests_are_refused_and_notifications_dropped(
    tmp_path: Path,
) -> None:
    async with wired(tmp_path, initialized=False) as wire:
        await wire.send(
            notification("initialized", {}),
            notification("textDocument/didSave", {"textDocument": DOCUMENT}),
            notification("textDocument/didChange", {}),
            request("textDocument/hover", 1, HERE),
            request("shutdown", 2),
            request("initialize", 3, {"capabilities": 5}),
        )
        assert code(await wire.answer(3)) == (3, INVALID_PARAMS)
        assert [code(item) for item in wire.heard] == [
            (1, NOT_INITIALIZED),
            (2, NOT_INITIALIZED),
            (3, INVALID_PARAMS),
        ]
        await wire.initialize()


async def test_after_shutdown_requests_are_refused_and_exit_ends_with_0(tmp_path: Path) -> None:
    async with wired(tmp_path) as wire:
        await wire.send(
            request("shutdown", 1),
            request("textDocument/hover", 2, HERE),
            request("shutdown", 3),
            request("nothing/such", 4),
            notification("textDocument/didSave", {"textDocument": DOCUMENT}),
        )
        assert await wire.answer(1) == {"jsonrpc": "2.0", "id": 1, "result": None}
        for number in (2, 3, 4):
            assert code(await wire.answer(number)) == (number, INVALID_REQUEST)
        assert len(wire.heard) == 4
        await wire.send(notification("exit"))
        assert await wire.ended() == 0


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ([notification("exit")], 1),
        ([request("shutdown", 1), notification("exit")], 0),
        ([request("textDocument/hover", 1, HERE), request("shutdown", 2)], 0),
        ([b"Content-Length: 99\r\n\r\n{"], 0),
        ([b"Content-Len"], 0),
    ],
    ids=["exit at once", "exit that does not wait", "no exit", "half a body", "half a header"],
)
async def test_the_exit_code_tells_whether_all_was_in_order(
    messages: list[dict[str, Any] | bytes], status: int, tmp_path: Path
) -> None:
    async with wired(tmp_path) as wire:
        await wire.send(*messages)
        assert wire.process.stdin is not None
        wire.process.stdin.close()
        assert await wire.ended() == status


async def test_exit_before_initialize_ends_with_1(tmp_path: Path) -> None:
    async with wired(tmp_path, initialized=False) as wire:
        await wire.send(notification("exit"))
        assert await wire.ended() == 1


# Real sessions.

MODEL = "import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])\n"
HINT = "→ (None, 2)  → (None, 3) · 9"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def real(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    """One that loads Keras."""
    async with wired(tmp_path_factory.mktemp("real")) as shared:
        yield shared


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


async def opened(wire: Wire, path: Path, text: str) -> dict[str, Any]:
    """A document that the server has heard of; how requests name it."""
    write(path, text)
    named = {"uri": path.as_uri()}
    item = {**named, "languageId": "python", "version": 1, "text": text}
    await wire.send(notification("textDocument/didOpen", {"textDocument": item}))
    return {"textDocument": named}


async def analysed(wire: Wire, document: dict[str, Any], number: str) -> dict[str, Any]:
    """What `keras-lsp.analyze` says of a document."""
    command = {"command": "keras-lsp.analyze", "arguments": [document["textDocument"]]}
    await wire.send(request("workspace/executeCommand", number, command))
    result: dict[str, Any] = (await wire.answer(number))["result"]
    return result


async def hints(wire: Wire, document: dict[str, Any], number: str) -> list[tuple[int, str]]:
    """Line, from 0, and text of each hint."""
    whole = {"start": ORIGIN, "end": {"line": 2**31 - 1, "character": 0}}
    await wire.send(request("textDocument/inlayHint", number, {**document, "range": whole}))
    found = (await wire.answer(number))["result"]
    return [(hint["position"]["line"], hint["label"]) for hint in found]


async def test_a_cancelled_request_is_answered_and_the_next_one_too(
    real: Wire, tmp_path: Path
) -> None:
    real.heard.clear()
    document = await opened(real, tmp_path / "model.py", MODEL + "while True: pass\n")
    command = {"command": "keras-lsp.analyze", "arguments": [document["textDocument"]]}
    await real.send(
        request("workspace/executeCommand", 1, command),
        notification("$/cancelRequest", {"id": 1}),
        notification("$/cancelRequest", {"id": 1}),
    )
    assert code(await real.answer(1)) == (1, CANCELLED)
    changed = {
        "textDocument": {**document["textDocument"], "version": 2},
        "contentChanges": [{"text": MODEL}],
    }
    await real.send(notification("textDocument/didChange", changed))
    assert (await analysed(real, document, "after"))["status"] == "ok"
    # An older version is a version all the same: what counts is what was said last.
    changed["textDocument"]["version"] = 1
    changed["contentChanges"] = [{"text": f"\n{MODEL}"}]
    await real.send(notification("textDocument/didChange", changed))
    assert (await analysed(real, document, "back"))["version"] == 1
    assert (2, HINT) in await hints(real, document, "hints")


@pytest.mark.parametrize(
    "filling",
    sampled(
        [
            pytest.param("x = [\n" + "1,\n" * 100_000 + "]\n", id="a list of 100,000 lines"),
            pytest.param("# nothing\n" * 100_000, id="100,000 lines"),
            pytest.param(f"text = '{'x' * 10_000_000}'\n", id="a line of 10 MB"),
        ]
    ),
)
async def test_a_huge_text_is_taken_in_and_others_are_answered_meanwhile(
    filling: str, real: Wire, tmp_path: Path
) -> None:
    real.heard.clear()
    small = await opened(real, tmp_path / "small.py", MODEL)
    assert (await analysed(real, small, "small"))["status"] == "ok"
    document = await opened(real, tmp_path / "huge.py", filling + MODEL)
    await real.probe()
    assert (1, HINT) in await hints(real, small, "meanwhile")
    assert await analysed(real, document, "huge") == {
        "version": 1, "status": "ok", "problems": 0, "models": 1, "seconds": ANY,
    }  # fmt: skip
    lines = filling.count("\n")
    assert (lines + 1, HINT) in await hints(real, document, "hints")


# Messages damaged at random.


async def test_damaged_messages_are_survived_and_each_request_is_answered_once(
    tmp_path: Path,
) -> None:
    found = await send_damaged(tmp_path, seed=0, count=300)
    assert (found.count, found.failures) == (300, [])

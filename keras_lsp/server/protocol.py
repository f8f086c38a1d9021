"""Rejects malformed and out-of-order JSON-RPC messages.

pygls handles valid messages; this module answers all others as JSON-RPC and LSP prescribe.
After garbage in the stream, reading resumes at the next header. `docs/pygls.md` has what could
be mended in pygls itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from cattrs import BaseValidationError, transform_error
from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator
    from concurrent.futures import Future

    from pygls.io_ import AsyncReader

# Not only at the line's start: a body of the wrong length may leave bytes before it.
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,10})[ \t]*\r?\n", re.IGNORECASE)
LONGEST = 1 << 30
_MOST_REASONS = 3
# What parsing a malformed message may raise.
_MALFORMED = (
    BaseValidationError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip

log = logging.getLogger(__name__)


async def bodies(reader: AsyncReader) -> AsyncIterator[bytes]:
    """The bodies of the messages in a stream, until it ends."""
    length = 0
    while header := await reader.readline():
        match = _LENGTH.search(header)
        if match is not None:
            length = int(match[1])
            if length > LONGEST:
                log.warning("ignored a message of %d bytes", length)
                length = 0
        elif length and not header.strip():
            try:
                yield await reader.readexactly(length)
            except asyncio.IncompleteReadError:
                return
            length = 0


class Protocol(LanguageServerProtocol):
    """The protocol of pygls that answers every request and forgets finished ones."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._initialized = False
        self._left = False
        self._listeners: list[Callable[[], None]] = []

    def on_message(self, listener: Callable[[], None]) -> None:
        """Call `listener` once a message has been taken in."""
        self._listeners.append(listener)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """As in pygls, whose own loop fails if cancelling a request forgets it at once."""
        if (handler := self.fm.features.get(types.SHUTDOWN)) is not None:
            yield handler, args, None
        for number, future in list(self._request_futures.items()):
            if number != self.msg_id and not future.done():
                future.cancel()
        self._shutdown = True

    def receive(self, body: bytes) -> None:
        """Take in one message, whatever it is."""
        try:
            self._take(body)
        finally:
            for listener in self._listeners:
                listener()

    def _take(self, body: bytes) -> None:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse(None, types.ErrorCodes.ParseError, f"Invalid JSON: {error}")
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            self._refuse(None, types.ErrorCodes.InvalidRequest, "Not a JSON-RPC 2.0 message.")
        elif "method" not in data and ("result" in data or "error" in data):
            self._take_answer(data)
        elif not isinstance(data.get("method"), str):
            number = data["id"] if _is_id(data.get("id")) else None
            self._refuse(number, types.ErrorCodes.InvalidRequest, "The method is missing.")
        elif "id" not in data:
            self._take_notification(data)
        elif _is_id(data["id"]):
            self._take_request(data)
        else:
            self._refuse(None, types.ErrorCodes.InvalidRequest, "The id is invalid.")

    def _execute_handler(self, msg_id: str | int, *args: Any, **kwargs: Any) -> None:
        super()._execute_handler(msg_id, *args, **kwargs)
        future = self._request_futures.get(msg_id)
        # pygls keeps each finished future; that leaks about 1 kB per notification.
        if future is not None:
            future.add_done_callback(lambda _: self._forget(msg_id, future))

    def _run_generator(
        self, future: Future[Any] | None, *, gen: Any, result_future: Future[Any]
    ) -> None:
        if future is not None and future.cancelled():
            result_future.cancel()
        else:
            super()._run_generator(future, gen=gen, result_future=result_future)

    def _forget(self, msg_id: str | int, future: object) -> None:
        if self._request_futures.get(msg_id) is future:
            del self._request_futures[msg_id]

    def _send_data(self, data: Any) -> None:
        if not self._left:
            super()._send_data(data)

    def _take_request(self, data: dict[str, Any]) -> None:
        number, method = data["id"], data["method"]
        starts = method == types.INITIALIZE
        if self._shutdown:
            self._refuse(number, types.ErrorCodes.InvalidRequest, "The server is shutting down.")
            return
        if not self._initialized and not starts:
            code = types.ErrorCodes.ServerNotInitialized
            self._refuse(number, code, "The server is not initialized.")
            return
        if self._initialized and starts:
            fault = "The server is already initialized."
            self._refuse(number, types.ErrorCodes.InvalidRequest, fault)
            return
        try:
            message = self._structure(data, JsonRPCRequestMessage)
        except _MALFORMED as error:
            self._refuse(number, types.ErrorCodes.InvalidParams, _first_line(error))
            return
        if not hasattr(message, "id"):
            self._refuse(number, types.ErrorCodes.InvalidRequest, f"{method} is not a request.")
            return
        self._initialized = True
        self.handle_message(message)
        # Also for an `exit` that does not wait for the answer.
        self._shutdown = self._shutdown or method == types.SHUTDOWN

    def _take_notification(self, data: dict[str, Any]) -> None:
        method = data["method"]
        if method != types.EXIT and (self._shutdown or not self._initialized):
            log.info("ignored %s: out of order", method)
            return
        try:
            message = self._structure(data, JsonRPCNotification)
            fault = self._fault(message)
        except _MALFORMED as error:
            fault = _first_line(error)
        if not fault and self._comes_late(message):
            log.info("ignored %s: already finished", method)
            return
        if fault:
            log.warning("ignored %s: %s", method, fault)
            return
        # After `exit` the client reads nothing more, whatever is still unanswered.
        self._left = self._left or method == types.EXIT
        self.handle_message(message)

    def _comes_late(self, message: Any) -> bool:
        """Whether it cancels a request or progress that has already ended, as editors often do."""
        match message.method:
            case types.CANCEL_REQUEST:
                return message.params.id not in self._request_futures
            case types.WINDOW_WORK_DONE_PROGRESS_CANCEL:
                return message.params.token not in self.progress.tokens
        return False

    def _structure(self, data: dict[str, Any], other: type) -> Any:
        kind = self.get_message_type(data["method"])
        if kind is None:
            return self._converter.structure({"params": None, **data}, other)
        return self._converter.structure(data, kind)

    def _fault(self, message: Any) -> str:
        """Why a notification is invalid; empty if it is valid.

        Raises:
            ValueError: the URI is malformed.
        """
        params = message.params
        match message.method:
            case types.CANCEL_REQUEST if not _is_id(params.id):
                return "the id is neither an integer nor a string"
            case types.WINDOW_WORK_DONE_PROGRESS_CANCEL if not _is_id(params.token):
                return "the token is neither an integer nor a string"
            case types.TEXT_DOCUMENT_DID_OPEN:
                urlsplit(params.text_document.uri)
            case types.TEXT_DOCUMENT_DID_CHANGE:
                if unquote(params.text_document.uri) not in self.workspace.text_documents:
                    return f"{params.text_document.uri} is not open"
            case types.NOTEBOOK_DOCUMENT_DID_OPEN:
                urlsplit(params.notebook_document.uri)
            case types.NOTEBOOK_DOCUMENT_DID_CHANGE:
                if unquote(params.notebook_document.uri) not in self.workspace.notebook_documents:
                    return f"{params.notebook_document.uri} is not open"
                return self._fault_of_cells(params.change.cells)
        return ""

    def _fault_of_cells(self, change: types.NotebookDocumentCellChanges | None) -> str:
        """As `_fault`: a cell whose text changes must be open, or be opened by the same change."""
        if change is None:
            return ""
        opened = (change.structure and change.structure.did_open) or ()
        known = {unquote(cell.uri) for cell in opened} | set(self.workspace.text_documents)
        for content in change.text_content or ():
            if unquote(content.document.uri) not in known:
                return f"{content.document.uri} is not open"
        return ""

    def _take_answer(self, data: dict[str, Any]) -> None:
        number = data.get("id")
        if not _is_id(number) or number not in self._result_types:
            log.warning("ignored a response to %r, which was not requested", number)
            return
        kind = self._result_types.pop(number) or JsonRPCResponseMessage
        if data.get("error") is not None:
            kind = types.ResponseErrorMessage
        waiting = self._request_futures.get(number)
        if waiting is None or waiting.done():
            return
        try:
            message = self._converter.structure(data, kind)
        except _MALFORMED as error:
            self._request_futures.pop(number).set_exception(
                JsonRpcInternalError(_first_line(error))
            )
            return
        self.handle_message(message)

    def _refuse(self, number: int | str | None, code: types.ErrorCodes, message: str) -> None:
        log.warning("refused: %s", message)
        error = {"code": code.value, "message": message}
        self._send_data({"jsonrpc": self.VERSION, "id": number, "error": error})


def _is_id(value: object) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _first_line(error: BaseException) -> str:
    """What is wrong with a message, in one line."""
    return "; ".join(transform_error(error)[:_MOST_REASONS])

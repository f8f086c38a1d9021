"""What the editor can do, as it said when it connected.

Answers questions with yes or no; sends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygls.capabilities import get_capability

if TYPE_CHECKING:
    from lsprotocol import types


class Client:
    """The capabilities of the connected client that make a difference here."""

    def __init__(self, capabilities: types.ClientCapabilities, options: object = None) -> None:
        def get(path: str) -> Any:
            return get_capability(capabilities, path, None)

        own: dict[str, Any] = options if isinstance(options, dict) else {}
        self.trusted = own.get("trusted") is not False
        self.status = own.get("status") is True
        self.output = own.get("output") is True
        self.hint_refresh = bool(get("workspace.inlay_hint.refresh_support"))
        self.lens_refresh = bool(get("workspace.code_lens.refresh_support"))
        self.lenses = get("text_document.code_lens") is not None
        self.symbol_tree = bool(
            get("text_document.document_symbol.hierarchical_document_symbol_support")
        )
        self.register_symbols = bool(get("text_document.document_symbol.dynamic_registration"))
        self.hover_markdown = "markdown" in (get("text_document.hover.content_format") or ())
        properties = get("text_document.inlay_hint.resolve_support.properties") or ()
        self.lazy_tooltip = "tooltip" in properties
        self.progress = bool(get("window.work_done_progress"))
        self.show_document = bool(get("window.show_document.support"))
        self.configuration = bool(get("workspace.configuration"))
        self.register_configuration = bool(
            get("workspace.did_change_configuration.dynamic_registration")
        )
        self.register_watchers = bool(
            get("workspace.did_change_watched_files.dynamic_registration")
        )
        self.related = bool(get("text_document.publish_diagnostics.related_information"))
        self.code_description = bool(
            get("text_document.publish_diagnostics.code_description_support")
        )
        self.diagnostic_data = bool(get("text_document.publish_diagnostics.data_support"))
        tags = get("text_document.publish_diagnostics.tag_support")
        self.tags = frozenset(tags.value_set) if tags else frozenset()
        self.versioned_edits = bool(get("workspace.workspace_edit.document_changes"))
        self.code_action_literals = (
            get("text_document.code_action.code_action_literal_support") is not None
        )

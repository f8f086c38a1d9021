"""A server of pygls that does nothing: the floor for a start."""

from pygls.lsp.server import LanguageServer

LanguageServer("bare", "1").start_io()

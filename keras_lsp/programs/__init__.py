"""Reads programs without running them: texts, syntax, imports, notebooks. Knows no LSP."""

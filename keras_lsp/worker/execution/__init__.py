"""Executes the document, and what belongs to it: imports, builders, notebooks, memory."""

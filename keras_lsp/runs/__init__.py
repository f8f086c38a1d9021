"""Runs programs on this machine: worker processes, and what comes back from them. Knows no LSP."""

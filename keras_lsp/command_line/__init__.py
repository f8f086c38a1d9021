"""The command `keras-lsp`: what it is asked, and what it prints. Knows no LSP."""

"""One module for each LSP feature: `register(server)` wires it, the rest are plain functions."""

"""One module for each LSP feature: plain handlers, which `server/app.py` connects."""

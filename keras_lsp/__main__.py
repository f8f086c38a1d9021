"""`python -m keras_lsp`: the same as the command `keras-lsp`."""

from __future__ import annotations

import sys

from keras_lsp.cli import main

if __name__ == "__main__":
    sys.exit(main())

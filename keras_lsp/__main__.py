"""`python -m keras_lsp`: the same as the command `keras-lsp`."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    # `python -m` looks for modules where it was started first: in an editor, among the user's,
    # so that nothing may be imported yet.
    if not getattr(sys.flags, "safe_path", False) and sys.path[0] in ("", os.getcwd()):  # noqa: PTH109
        del sys.path[0]
    from keras_lsp.main import main

    sys.exit(main())

"""Start of the server that the extension carries: `python -I start.py --stdio`.

Its packages lie in `libs` beside this file. They are put on the path of this process only,
and not through `PYTHONPATH`: the programs that the server runs must not find them.
"""

import os
import sys

if sys.version_info < (3, 10):  # noqa: UP036 - the user chooses the interpreter
    sys.exit("keras-lsp needs Python 3.10 or newer, this is " + sys.version.split()[0])

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs"))  # noqa: PTH100, PTH118, PTH120

from keras_lsp.main import main

sys.exit(main(sys.argv[1:]))

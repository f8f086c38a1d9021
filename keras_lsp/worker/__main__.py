"""Start of a worker process: `python keras_lsp/worker/__main__.py zygote|single …`.

Loads the package from the place of this file, not through `sys.path`: nothing that lies
beside keras_lsp may become importable for the user's program.
"""

import importlib.util
import pathlib
import sys


def _load_package() -> None:
    root = pathlib.Path(__file__).resolve().parent.parent
    sys.path[:] = [entry for entry in sys.path if entry != str(root / "worker")]
    spec = importlib.util.spec_from_file_location(
        "keras_lsp", root / "__init__.py", submodule_search_locations=[str(root)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load keras_lsp from {root}")
    package = importlib.util.module_from_spec(spec)
    sys.modules["keras_lsp"] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    if sys.version_info < (3, 10):  # noqa: UP036 - the user chooses the interpreter
        sys.exit("keras-lsp needs Python 3.10 or newer, this is " + sys.version.split()[0])
    _load_package()
    from keras_lsp.worker.start import main

    main(sys.argv[1:])

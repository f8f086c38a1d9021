"""Command line of a worker process, for the server only.

`zygote CONTROL` serves forks until its control socket closes; `single` prepares one run
on standard input and output and ends with it.
"""

from __future__ import annotations

import argparse
import json
import sys


def main(arguments: list[str]) -> None:
    """Be what the server asks for."""
    parser = argparse.ArgumentParser(prog="keras-lsp worker")
    parser.add_argument("lifetime", choices=("zygote", "single"))
    parser.add_argument("--control", type=int, help="descriptor of the control socket")
    parser.add_argument("--settings", type=json.loads, required=True)
    options = parser.parse_args(arguments)

    from keras_lsp.report import wire
    from keras_lsp.worker.child import WorkerSettings

    settings = wire.decode(WorkerSettings, options.settings)
    if options.lifetime == "single":
        from keras_lsp.worker import single

        single.main(settings)
    else:
        from keras_lsp.worker import zygote

        zygote.main(options.control, settings)
    sys.exit(0)

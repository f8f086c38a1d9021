"""The one-process lifetime: load Keras, be the run, end.

For systems without a safe fork, and for interpreters whose zygote has threads.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from keras_lsp.worker import child, preload
from keras_lsp.worker.channel import Events

if TYPE_CHECKING:
    from keras_lsp.worker.child import WorkerSettings


def main(settings: WorkerSettings) -> None:
    """Prepare a run: its program comes on standard input, its events go to standard output."""
    program, events = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    if sys.platform == "linux":
        from keras_lsp.worker.zygote import die_with_parent

        die_with_parent(os.getppid())
    try:
        loaded = preload.load_keras(settings.config.workspace)
    except preload.NoKerasError as error:
        Events(events).send_failure(str(error))
        return
    preload.load_installed(settings.preload, settings.config.workspace)
    child.install_hooks(loaded, shortcuts=settings.shortcuts)
    names = ["numpy", loaded.backend, "keras", "tf_keras", *settings.preload]
    child.main(program, events, settings, loaded, settings.temporary, files=preload.files(names))

"""Whether a document's first run has found something to be shown while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.runs.workers import RunProgress

# Seconds that a run takes over something, in which nothing new comes.
PAUSE = 1.0


class FirstLook:
    """Of one run: what it has found is worth a look whenever it takes long over something."""

    def __init__(self) -> None:
        self._shown = 0

    def is_due(self, progress: RunProgress) -> bool:
        """Whether there is more to be seen than last time, and nothing new is coming just now."""
        at, found = progress.at, progress.found
        if at is None or found is None or at.idle < PAUSE:
            return False
        known = len(found.calls) + len(found.models)
        before, self._shown = self._shown, known
        return known > before

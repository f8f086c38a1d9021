"""What the Keras of each interpreter takes as strings, found once for each."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from keras_lsp.runs import accepted
from keras_lsp.runs.workers import RunProgress

if TYPE_CHECKING:
    from collections.abc import Hashable

    from keras_lsp.runs.accepted import Catalogue
    from keras_lsp.runs.workers import Job, Workers
    from keras_lsp.server.analyses import Analysis


class Catalogues:
    """All that were asked for.

    Args:
        workers: run the program that finds them.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._found: dict[Hashable, asyncio.Task[Catalogue | None]] = {}

    async def of(self, analysis: Analysis) -> Catalogue | None:
        """That of the Keras that a document was run with; None if it cannot be had."""
        job, keras = analysis.job, analysis.report.keras
        if job is None or keras is None:
            return None
        key = job.config.interpreter, keras.flavour, keras.version, keras.backend
        if key not in self._found:
            asking = replace(
                job, text=accepted.PROGRAM, overlays={}, aside=True, progress=RunProgress()
            )
            self._found[key] = asyncio.create_task(self._ask(asking))
        # Who asks may be cancelled, and the next one wants it, too.
        found = await asyncio.shield(self._found[key])
        if found is None:
            self._found.pop(key, None)
        return found

    async def _ask(self, asking: Job) -> Catalogue | None:
        return accepted.read(await self._workers.run(asking))

"""What training takes of a GPU's memory: found beside, when the run's result is shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from keras_lsp.presentation import training_memory
from keras_lsp.presentation.sites import training_sites
from keras_lsp.server.features import inlay_hints

if TYPE_CHECKING:
    from keras_lsp.presentation.sites import TrainingSite
    from keras_lsp.report import Report
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer


def begin(ls: KerasServer, document: Document) -> None:
    """A run of the document has ended: find what its training calls take, delaying nothing."""
    if document.analysis is not None and document.analysis.report.trainings:
        ls.spawn(_find(ls, document))


async def _find(ls: KerasServer, document: Document) -> None:
    analysis = document.analysis
    if analysis is None or analysis.report.status != "ok" or analysis.trainings is not None:
        return
    gpu = ls.gpu_of(document.path)
    card = (gpu.memory, gpu.name) if gpu is not None else (0, "")
    found = await asyncio.to_thread(_known, analysis.report, card)
    analysis.show_trainings(found, card)
    if found and document.analysis is analysis:
        inlay_hints.refresh(ls)


def _known(report: Report, card: tuple[int, str]) -> list[TrainingSite]:
    found = training_sites(report)
    for site in found:
        # A hover will ask for it.
        training_memory.rows(site.memory, *card)
    return found

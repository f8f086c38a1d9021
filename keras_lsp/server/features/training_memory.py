"""What training takes of a GPU's memory: found beside, when the run's result is shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from keras_lsp.presentation import training_memory
from keras_lsp.presentation.sites import training_sites
from keras_lsp.server.features import inlay_hints

if TYPE_CHECKING:
    from keras_lsp.memory import TrainingMemory
    from keras_lsp.presentation.sites import TrainingSite
    from keras_lsp.report import Report
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer


def begin(ls: KerasServer, document: Document) -> None:
    """A run of the document has ended: find what its training calls take, delaying nothing."""
    if document.analysis is not None and document.analysis.report.trainings:
        ls.spawn(_find(ls, document))


async def _find(ls: KerasServer, document: Document) -> None:
    analysis = document.analysis
    if analysis is None:
        return
    if await of_analysis(ls, analysis) and document.analysis is analysis:
        inlay_hints.refresh(ls)


async def of_analysis(ls: KerasServer, analysis: Analysis) -> list[TrainingMemory]:
    """What the training calls of a whole run take; found now, if it was not yet."""
    if analysis.trainings is None and analysis.report.status == "ok":
        card = card_of(ls, analysis)
        analysis.show_trainings(await asyncio.to_thread(_known, analysis.report, card), card)
    return [site.memory for site in analysis.trainings or ()]


def card_of(ls: KerasServer, analysis: Analysis) -> tuple[int, str]:
    """The memory in bytes and the name of the card that a run's program trains on; or 0."""
    gpu = ls.gpu_of(analysis.document.path)
    return (gpu.memory, gpu.name) if gpu is not None else (0, "")


def _known(report: Report, card: tuple[int, str]) -> list[TrainingSite]:
    found = training_sites(report)
    for site in found:
        # A hover will ask for it.
        training_memory.rows(site.memory, *card)
    return found

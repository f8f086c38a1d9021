"""Advice beyond errors: valid code that its author is unlikely to have meant.

Each rule reads only the report; `pages` explains its code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.rules import data, losses, memory, size, structure, wiring
from keras_lsp.rules.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem, Report

RULES = (*wiring.RULES, *structure.RULES, *losses.RULES)
# Those that hold only if everything was there that the program reads.
RULES_NEEDING_COMPLETE_DATA = (
    *wiring.RULES_NEEDING_COMPLETE_DATA,
    *structure.RULES_NEEDING_COMPLETE_DATA,
    *size.RULES_NEEDING_COMPLETE_DATA,
    *losses.RULES_NEEDING_COMPLETE_DATA,
    *data.RULES_NEEDING_COMPLETE_DATA,
    *memory.RULES_NEEDING_COMPLETE_DATA,
)


def advise(report: Report, *, certain: bool = True, gpu_memory: int = 0) -> Iterator[Problem]:
    """What the rules say of a program that has run to its end, each place once for a code.

    Args:
        report: all that the run found.
        certain: nothing that the program reads was missing, so that sizes are the true ones.
        gpu_memory: bytes of the GPU that the program trains on; 0 if that is not known.
    """
    graph = Graph(report, gpu_memory)
    seen = set()
    for rule in (*RULES, *RULES_NEEDING_COMPLETE_DATA) if certain else RULES:
        for problem in rule(graph):
            key = problem.code, problem.span
            if key not in seen:
                seen.add(key)
                yield problem

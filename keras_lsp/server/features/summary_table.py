"""A summary as data, for an editor that shows it as a table: columns, cells, totals, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp.presentation.contents import contents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.presentation.contents import Row
    from keras_lsp.report import Model


def as_data(
    model: Model, models: Sequence[Model], notes: Sequence[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is told of the model, and of each of its layers: all of them are unfolded.

    Args:
        model: the model.
        models: all of its report.
        notes: more to be said below the table.
    """
    from keras_lsp import plot

    told = contents(model, models)
    columns = [
        {"key": each.key, "title": each.title, "align": "right" if each.right else "left"}
        for each in told.columns
    ]
    totals = [{"title": each.title, "text": each.text} for each in told.totals + told.costs]
    nodes = plot.nodes(model, plot.PlotOptions(expand_nested=True))
    by_layer = {id(node.layer): node for node in nodes}
    parents = {id(child): node.id for node in nodes for child in node.children}
    rows = [
        {
            "id": node.id,
            "parent": parents.get(id(node)),
            "children": len(node.children),
            **_row(row),
        }
        for row in told.rows
        if (node := by_layer[id(row.layer)])
    ]
    return {"columns": columns, "totals": totals, "notes": [*told.legend, *notes]}, rows


def _row(row: Row) -> dict[str, Any]:
    return {
        "depth": row.depth,
        "share": row.share,
        "frozen": row.frozen,
        "cells": [{"text": each.text, "number": each.number} for each in row.cells],
    }

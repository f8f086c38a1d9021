"""Where in the program a layer of a Sequential is shown, whichever Keras calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keras_lsp import report
    from keras_lsp.worker.trace.record import Trace

# On a Sequential: the expression that is adding a layer to it.
ADD_SITE = "_keras_lsp_add_site"


def site_in(trace: Trace, model: Any, layer: Any) -> report.Span | None:
    """Where a Sequential's layer is shown: its constructor, or the `add` of one made before."""
    made = trace.site_of(layer)
    added: report.Span | None = model.__dict__.get(ADD_SITE)
    if made is None or added is None or added.contains(made):
        return made or added or trace.site_of(model)
    return added

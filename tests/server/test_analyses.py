"""When what is shown is that of an earlier run."""

from __future__ import annotations

from keras_lsp.report import Report
from keras_lsp.server.analyses import Analysis
from keras_lsp.server.documents import Document


def test_it_is_stale_once_there_was_another_run_even_if_that_found_the_same() -> None:
    document = Document("file:///w/model.py", "import keras\n", 1)
    before, after = (Analysis(document, Report("/w/model.py"), 1, 1) for _ in range(2))
    assert before == after
    assert not before.stale  # The first run goes on.
    document.latest = after
    assert before.stale
    assert not after.stale

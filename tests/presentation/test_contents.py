"""What a summary says, as numbers by which a table is sorted."""

from __future__ import annotations

from keras_lsp.presentation.contents import Cell, contents
from keras_lsp.report import Weights
from tests.presentation.test_summary import TUTORIAL, N, layer, model


def cells(told, row):
    return {
        column.key: cell for column, cell in zip(told.columns, told.rows[row].cells, strict=True)
    }


def test_a_cell_has_the_number_that_its_text_is_made_of():
    assert cells(contents(TUTORIAL), 0) == {
        "name": Cell("dense (Dense)"),
        "output": Cell("(None, 2)", 2),
        "params": Cell("4", 4),
        "flops": Cell("6", 6),
        "share": Cell("57%", 4 / 7),
    }


def test_several_outputs_count_together_and_one_of_unknown_size_not_at_all():
    lstm = model(
        "m",
        "Model",
        [
            layer("lstm", "LSTM", [[N, 5, 4], [N, 4]], 128),
            layer("ragged", "Embedding", (N, N, 8), 80),
        ],
        Weights(208, 208, 0, 832),
    )
    told = contents(lstm)
    assert cells(told, 0)["output"] == Cell("[(None, 5, 4), (None, 4)]", 24)
    assert cells(told, 1)["output"] == Cell("(None, None, 8)", None)


def test_all_is_unfolded_and_knows_how_deep_it_is():
    nested = model(
        "m",
        "Functional",
        [
            layer("encoder", "Sequential", (N, 2), 8, kind="model"),
            layer("block", "Block", (N, 2), 8, path=["encoder", "block"]),
            layer("dense", "Dense", (N, 2), 8, path=["encoder", "block", "dense"]),
        ],
        Weights(8, 8, 0, 32),
    )
    assert [row.depth for row in contents(nested).rows] == [0, 1, 2]
    assert [row.depth for row in contents(nested, unfolded=("model",)).rows] == [0, 1]


def test_what_is_frozen_is_said_once_below():
    frozen = model(
        "m",
        "Model",
        [layer("dense", "Dense", (N, 2), 4, trainable=False), layer("relu", "ReLU", (N, 2), 0)],
        Weights(4, 0, 4, 16),
    )
    told = contents(frozen)
    assert [row.frozen for row in told.rows] == [True, False]
    assert told.legend == ["* frozen: training does not change it"]
    assert cells(told, 0)["params"].text == "4"

import pytest

from keras_lsp.presentation import summary, table
from keras_lsp.presentation.summary import Look
from keras_lsp.report import Layer, Model, Span, Weights

SPAN = Span("/w/m.py", 3, 9, 3, 21)
N = None
PLAIN = Look(plain=True)


def layer(name, class_name, output=None, total=None, inbound=(), **rest):
    weights = None if total is None else Weights(total, total, 0, 4 * total)
    rest.setdefault("path", [name])
    rest.setdefault("dtype", "float32")
    shapes = [] if output is None else output if isinstance(output, list) else [list(output)]
    return Layer(
        name, class_name, output_shapes=shapes, weights=weights, inbound=list(inbound), **rest
    )


def model(name, class_name, layers, weights=None, flops=None):
    return Model("m", name, class_name, SPAN, layers=layers, weights=weights, flops=flops)


TUTORIAL = model(
    "sequential",
    "Sequential",
    [
        layer("dense", "Dense", (N, 2), 4, ["input_layer"], span=SPAN, flops=6),
        layer("dense_1", "Dense", (N, 1), 3, ["dense"], flops=5),
    ],
    Weights(7, 7, 0, 28),
    flops=11,
)


def test_the_tutorial_model_as_keras_3_15_prints_it():
    assert summary.text(TUTORIAL, look=PLAIN) == (
        'Model: "sequential"\n'
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n"
        "│ dense (Dense)                   │ (None, 2)              │             4 │\n"
        "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
        "│ dense_1 (Dense)                 │ (None, 1)              │             3 │\n"
        "└─────────────────────────────────┴────────────────────────┴───────────────┘\n"
        " Total params: 7 (28.00 B)\n"
        " Trainable params: 7 (28.00 B)\n"
        " Non-trainable params: 0 (0.00 B)"
    )


def test_an_unbuilt_model_as_keras_3_15_prints_it():
    unbuilt = model(
        "m",
        "M",
        [layer("dense_5", "Dense", built=False), layer("dense_6", "Dense", built=False)],
    )
    assert summary.text(unbuilt, look=PLAIN) == (
        'Model: "m"\n'
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n"
        "│ dense_5 (Dense)                 │ ?                      │   0 (unbuilt) │\n"
        "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
        "│ dense_6 (Dense)                 │ ?                      │   0 (unbuilt) │\n"
        "└─────────────────────────────────┴────────────────────────┴───────────────┘\n"
        " Total params: 0 (0.00 B)\n"
        " Trainable params: 0 (0.00 B)\n"
        " Non-trainable params: 0 (0.00 B)"
    )


def test_several_outputs_wrap_as_keras_3_15_prints_them():
    lstm = model(
        "functional_5",
        "Functional",
        [
            layer("input_layer_6", "InputLayer", (N, 5, 3), 0, kind="input"),
            layer("lstm", "LSTM", [[N, 4], [N, 4], [N, 4]], 128, ["input_layer_6"]),
        ],
        Weights(128, 128, 0, 512),
    )
    assert summary.text(lstm, look=PLAIN) == (
        'Model: "functional_5"\n'
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n"
        "│ input_layer_6 (InputLayer)      │ (None, 5, 3)           │             0 │\n"
        "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
        "│ lstm (LSTM)                     │ [(None, 4), (None, 4), │           128 │\n"
        "│                                 │ (None, 4)]             │               │\n"
        "└─────────────────────────────────┴────────────────────────┴───────────────┘\n"
        " Total params: 128 (512.00 B)\n"
        " Trainable params: 128 (512.00 B)\n"
        " Non-trainable params: 0 (0.00 B)"
    )


RESIDUAL = model(
    "functional_1",
    "Functional",
    [
        layer("input_layer_1", "InputLayer", (N, 8), 0, kind="input"),
        layer("dense_2", "Dense", (N, 8), 72, ["input_layer_1"]),
        layer("add", "Add", (N, 8), 0, ["dense_2", "input_layer_1"]),
        layer("relu", "Relu", (N, 8), None, ["add"], kind="op"),
    ],
    Weights(72, 72, 0, 288),
)


def test_what_is_no_chain_has_a_column_of_connections():
    assert summary.text(RESIDUAL, look=PLAIN) == (
        'Model: "functional_1"\n'
        "┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩\n"
        "│ input_layer_1       │ (None, 8)         │          0 │ -                 │\n"
        "│ (InputLayer)        │                   │            │                   │\n"
        "├─────────────────────┼───────────────────┼────────────┼───────────────────┤\n"
        "│ dense_2 (Dense)     │ (None, 8)         │         72 │ input_layer_1     │\n"
        "├─────────────────────┼───────────────────┼────────────┼───────────────────┤\n"
        "│ add (Add)           │ (None, 8)         │          0 │ dense_2,          │\n"
        "│                     │                   │            │ input_layer_1     │\n"
        "├─────────────────────┼───────────────────┼────────────┼───────────────────┤\n"
        "│ relu (Relu)         │ (None, 8)         │          0 │ add               │\n"
        "└─────────────────────┴───────────────────┴────────────┴───────────────────┘\n"
        " Total params: 72 (288.00 B)\n"
        " Trainable params: 72 (288.00 B)\n"
        " Non-trainable params: 0 (0.00 B)"
    )


def test_long_and_wide_names_widen_their_column():
    text = summary.text(
        model(
            "m",
            "Sequential",
            [
                layer("a_layer_with_a_quite_long_name_one_more_col", "Dense", (N, 8), 72),
                layer("層", "Dense", (N, 8), 72),
            ],
        ),
        look=PLAIN,
    )
    assert text.split("\n")[4:8] == [
        "│ a_layer_with_a_quite_long_name_one_more_col │ (None, 8)              │            72 │",
        "│ (Dense)                                     │                        │               │",
        "├─────────────────────────────────────────────┼────────────────────────┼───────────────┤",
        "│ 層 (Dense)                                  │ (None, 8)              │            72 │",
    ]


def test_nested_models_are_one_row_as_in_keras():
    nested = model(
        "outer",
        "Sequential",
        [
            layer("inner", "Sequential", (N, 2), 46, kind="model"),
            layer("dense", "Dense", (N, 4), 36, path=["inner", "dense"]),
            layer("dense_1", "Dense", (N, 2), 10, path=["inner", "dense_1"]),
        ],
    )
    assert summary.text(nested, look=PLAIN).count("│ inner (Sequential)") == 1
    assert "dense" not in summary.text(nested, look=PLAIN)


def test_a_partly_built_nested_model_is_counted_as_the_report_has_it():
    outer = model("outer", "M", [layer("inner", "Net", built=False)])
    inner = model("inner", "Net", [], Weights(12, 12, 0, 48))
    inner.nested = True
    assert "            12 │" in summary.text(outer, [outer, inner], PLAIN)
    assert "0 (unbuilt)" in summary.text(outer, [outer], PLAIN)
    assert "│      12 │" in summary.text(outer, [outer, inner])


def test_frozen_parameters_are_counted_apart():
    frozen = model("m", "Sequential", [], Weights(2_000_000, 500_000, 1_500_000, 8_000_000))
    assert summary.text(frozen).split("\n")[-3:] == [
        " Total params: 2,000,000 (7.63 MB)",
        " Trainable params: 500,000 (1.91 MB)",
        " Non-trainable params: 1,500,000 (5.72 MB)",
    ]


def test_markdown():
    assert summary.as_markdown(TUTORIAL) == (
        "**sequential** (Sequential)\n"
        "\n"
        "| Layer (type) | Output Shape | Param # | FLOPs | Share |\n"
        "| :--- | :--- | ---: | ---: | :--- |\n"
        "| dense (Dense) | (None, 2) | 4 | 6 | ▇▇▇▍ 57% |\n"
        "| dense_1 (Dense) | (None, 1) | 3 | 5 | ▇▇▌ 43% |\n"
        "\n"
        "Total params: 7 (28.00 B)  \n"
        "Trainable params: 7 (28.00 B)  \n"
        "Non-trainable params: 0 (0.00 B)  \n"
        "FLOPs for one sample: 11  \n"
        "Outputs of all layers for a batch of 32: 384.00 B"
    )


def test_markdown_has_connections_and_escapes_names():
    odd = model(
        "_x*",
        "A|B",
        [
            layer("a|b", "<I>", (N, 1)),
            layer("d_1", "_D", [[N, 1], None], inbound=["a|b", "a|b"]),
        ],
    )
    assert summary.as_markdown(odd).split("\n")[:6] == [
        r"**\_x\*** (A\|B)",
        "",
        "| Layer (type) | Output Shape | Param # | Connected to |",
        "| :--- | :--- | ---: | :--- |",
        r"| a\|b (\<I\>) | (None, 1) | 0 | - |",
        r"| d_1 (\_D) | \[(None, 1), ?\] | 0 | a\|b, a\|b |",
    ]


def test_markdown_stops_at_sixty_rows():
    long = model("m", "Sequential", [layer(f"dense_{i}", "Dense", (N, 1), 2) for i in range(1100)])
    lines = summary.as_markdown(long).split("\n")
    assert sum(line.startswith("| dense_") for line in lines) == 60
    assert "… and 1,040 more layers" in lines


def test_a_model_without_layers():
    assert summary.text(model("m", "Sequential", []), look=PLAIN).split("\n")[3:5] == [
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩",
        "└─────────────────────────────────┴────────────────────────┴───────────────┘",
    ]


def test_costs_count_nested_models_as_often_as_they_are_called():
    nested = layer("inner", "Functional", [[N, 4], [N, 4]], 20, kind="model", calls=2)
    dense = layer("dense", "Dense", (N, 4), 20, path=["inner", "dense"], flops=36)
    last = summary.text(model("m", "Functional", [nested, dense])).split("\n")[-1]
    assert last == " Outputs of all layers for a batch of 32: 1.00 KB"


def test_a_dimension_that_is_not_known_makes_the_costs_unknown():
    lines = summary.text(model("m", "Sequential", [layer("lstm", "LSTM", (N, N, 4), 128)]))
    assert lines.split("\n")[-2:] == [
        " FLOPs for one sample: unknown (LSTM)",
        " Outputs of all layers for a batch of 32: unknown (LSTM)",
    ]


# What is told beyond Keras.


def test_the_tutorial_model_with_what_it_costs():
    assert summary.text(TUTORIAL) == (
        'Model: "sequential"\n'
        "┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━┳━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)    ┃ Output Shape ┃ Param # ┃ FLOPs ┃ Share       ┃\n"
        "┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━╇━━━━━━━━━━━━━┩\n"
        "│ dense (Dense)   │ (None, 2)    │       4 │     6 │ ▇▇▇▍    57% │\n"
        "│ dense_1 (Dense) │ (None, 1)    │       3 │     5 │ ▇▇▌     43% │\n"
        "└─────────────────┴──────────────┴─────────┴───────┴─────────────┘\n"
        " Total params: 7 (28.00 B)\n"
        " Trainable params: 7 (28.00 B)\n"
        " Non-trainable params: 0 (0.00 B)\n"
        " FLOPs for one sample: 11\n"
        " Outputs of all layers for a batch of 32: 384.00 B"
    )


def test_a_terminal_that_cannot_print_it_gets_ascii():
    assert summary.text(TUTORIAL, look=Look(ascii=True)).split("\n")[:7] == [
        'Model: "sequential"',
        "+=================+==============+=========+=======+=============+",
        "| Layer (type)    | Output Shape | Param # | FLOPs | Share       |",
        "+=================+==============+=========+=======+=============+",
        "| dense (Dense)   | (None, 2)    |       4 |     6 | ###.    57% |",
        "| dense_1 (Dense) | (None, 1)    |       3 |     5 | ##:     43% |",
        "+-----------------+--------------+---------+-------+-------------+",
    ]


def test_what_is_unbuilt_has_no_columns_of_costs():
    unbuilt = model("m", "M", [layer("dense", "Dense", built=False)])
    assert summary.text(unbuilt).split("\n")[2:5] == [
        "┃ Layer (type)  ┃ Output Shape ┃     Param # ┃",
        "┡━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━━━┩",
        "│ dense (Dense) │ ?            │ 0 (unbuilt) │",
    ]


NESTED = model(
    "outer",
    "Functional",
    [
        layer("x", "InputLayer", (N, 4), kind="input"),
        layer("body", "Sequential", (N, 4), 40, ["x"], kind="model", trainable=False),
        layer(
            "inner", "Sequential", (N, 4), 20, kind="model", path=["body", "inner"],
            trainable=False,
        ),
        layer(
            "dense", "Dense", (N, 4), 20, path=["body", "inner", "dense"], flops=36,
            trainable=False,
        ),
        layer("own", "Own", (N, 4), 20, ["inner"], path=["body", "own"], trainable=False),
        layer("add", "Add", (N, 4), 0, ["x", "body"], flops=4),
        layer("last", "Dense", (N, 1000), 5000, ["add"], flops=123_000),
    ],
    Weights(5040, 5000, 40, 20160),
)  # fmt: skip


def test_nested_models_connections_and_what_is_frozen():
    assert summary.text(NESTED) == (
        'Model: "outer"\n'
        "┏━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━┳━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)         ┃ Output Shape ┃ Param # ┃ Connected to ┃ FLOPs ┃ Share       ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━╇━━━━━━━━━━━━━┩\n"
        "│ x (InputLayer)       │ (None, 4)    │     0   │ -            │     0 │             │\n"
        "│ body (Sequential)    │ (None, 4)    │    40 * │ x            │   ≥36 │ ▏        1% │\n"
        "│ └ inner (Sequential) │ (None, 4)    │    20 * │ -            │    36 │ ▏       <1% │\n"
        "│   └ dense (Dense)    │ (None, 4)    │    20 * │ -            │    36 │ ▏       <1% │\n"
        "│ └ own (Own)          │ (None, 4)    │    20 * │ inner        │     ? │ ▏       <1% │\n"
        "│ add (Add)            │ (None, 4)    │     0   │ x, body      │     4 │             │\n"
        "│ last (Dense)         │ (None, 1000) │ 5,000   │ add          │  123K │ ▇▇▇▇▇▉  99% │\n"
        "└──────────────────────┴──────────────┴─────────┴──────────────┴───────┴─────────────┘\n"
        " Total params: 5,040 (19.69 KB)\n"
        " Trainable params: 5,000 (19.53 KB)\n"
        " Non-trainable params: 40 (160.00 B)\n"
        " FLOPs for one sample: at least 123,040 (Own unknown)\n"
        " Outputs of all layers for a batch of 32: 126.50 KB\n"
        " * frozen: training does not change it"
    )


def test_each_layer_has_its_first_line_or_none():
    found = summary.as_table(NESTED)
    assert found.rows == [4, 5, 6, 7, 8, 9, 10]
    broken = summary.as_table(NESTED, look=Look(width=72))
    assert broken.rows == [5, 6, 8, 10, 12, 13, 14]
    assert [broken.lines[row][:14] for row in broken.rows if row] == [
        "│ x (InputLaye", "│ body        ", "│ └ inner     ", "│   └ dense   ", "│ └ own (Own) ",
        "│ add (Add)   ", "│ last (Dense)",
    ]  # fmt: skip
    plain = summary.as_table(NESTED, look=PLAIN)
    assert plain.rows == [4, 6, None, None, None, 8, 10]
    assert [plain.lines[row][:8] for row in plain.rows if row] == [
        "│ x (Inp", "│ body (", "│ add (A", "│ last (",
    ]  # fmt: skip
    assert summary.as_table(NESTED, look=Look(limit=1)).rows == [4, *[None] * 6]


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width):
    long = model(
        "m",
        "Functional",
        [
            layer("x", "InputLayer", (N, 224, 224, 3), kind="input"),
            layer("a_" * 20, "GlobalAveragePooling2D", (N, 224, 224, 64), 10**9, ["x", "x"]),
            layer("b" * 50, "Own", [[N, 2]] * 9, 10, ["a_" * 20] * 9, flops=10**12),
            layer("層" * 30, "Own", (N, 2), 10, ["b" * 50], flops=10**12),
        ],
        Weights(10**9, 10**9, 0, 4 * 10**9),
    )
    lines = summary.text(long, look=Look(width=width)).split("\n")
    widths = [table.text_width(line) for line in lines]
    assert max(widths) <= width
    drawn = [len(line) for line in lines if line[0] in "┏┡└"]
    assert len(set(drawn)) == 1
    assert [table.text_width(line) for line in lines if line[0] in "┃│"] == drawn[:1] * (
        sum(line[0] in "┃│" for line in lines)
    )


def test_names_are_broken_where_people_would():
    assert table.wrap("└ global_average_pooling2d (GlobalAveragePooling2D)", 19, hang=2) == [
        "└ global_average_",
        "    pooling2d",
        "    (GlobalAverage",
        "    Pooling2D)",
    ]
    assert table.wrap("pool_1 (MaxPooling2D)", 13, hang=2) == [
        "pool_1",
        "  (Max",
        "  Pooling2D)",
    ]
    assert table.wrap("(None, 224, 224, 3)", 13) == ["(None, 224,", "224, 3)"]
    assert table.wrap("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]


@pytest.mark.parametrize(
    ("part", "drawn"),
    [
        (0.0, "      "),
        (0.001, "▏     "),
        (1 / 48, "▏     "),
        (0.5, "▇▇▇   "),
        (0.45, "▇▇▋   "),
        (0.999, "▇▇▇▇▇▉"),
        (1.0, "▇▇▇▇▇▇"),
        (1.5, "▇▇▇▇▇▇"),
    ],
)
def test_bars(part, drawn):
    assert table.bar(part) == drawn


def test_a_narrow_terminal_gets_the_columns_of_keras_at_least():
    assert summary.text(NESTED, look=Look(width=44)).split("\n")[2] == (
        "┃ Layer (type)      ┃ Output     ┃ Param # ┃"
    )


def test_markdown_for_a_hover_is_narrow():
    lines = summary.as_markdown(NESTED, narrow=True).split("\n")
    assert lines[2:8] == [
        "| Layer (type) | Output Shape | Param # | Connected to | FLOPs |",
        "| :--- | :--- | ---: | :--- | ---: |",
        "| x (InputLayer) | (None, 4) | 0 | - | 0 |",
        r"| body (Sequential) | (None, 4) | 40 \* | x | ≥36 |",
        "| add (Add) | (None, 4) | 0 | x, body | 4 |",
        "| last (Dense) | (None, 1000) | 5,000 | add | 123K |",
    ]
    assert lines[-1] == r"\* frozen: training does not change it"


def test_markdown_has_nested_layers_below_their_model():
    lines = summary.as_markdown(NESTED).split("\n")
    assert [line.split(" | ")[0] for line in lines[5:9]] == [
        "| body (Sequential)",
        "| └ inner (Sequential)",
        "| &emsp;└ dense (Dense)",
        "| └ own (Own)",
    ]


def test_the_flops_of_nested_layers_are_those_of_all_their_calls():
    twice = model(
        "m",
        "Functional",
        [
            layer("body", "Sequential", [[N, 4], [N, 4]], 20, kind="model", calls=2),
            layer("dense", "Dense", (N, 4), 20, path=["body", "dense"], flops=36),
        ],
        Weights(20, 20, 0, 80),
    )
    assert [line.split("│")[4].strip() for line in summary.text(twice).split("\n")[4:6]] == [
        "72",
        "72",
    ]


def test_what_has_no_parameters_is_not_called_frozen():
    frozen = model(
        "m",
        "Sequential",
        [
            layer("dense", "Dense", (N, 4), 20, trainable=False),
            layer("flatten", "Flatten", (N, 4), 0, trainable=False),
        ],
        Weights(20, 0, 20, 80),
    )
    assert [line.split("│")[3] for line in summary.text(frozen).split("\n")[4:6]] == [
        "    20 * ",
        "     0   ",
    ]


def test_long_lists_of_shapes_and_of_connections_are_broken_in_any_case():
    wide = model(
        "m",
        "Functional",
        [
            layer("a", "Own", [[N, 4]] * 5, 20),
            layer("b", "Add", (N, 4), 0, ["a", "a", "a", "a", "a", "a", "a", "a", "a"]),
        ],
    )
    lines = summary.text(wide, look=Look(width=200)).split("\n")
    assert lines[4:8] == [
        "│ a (Own)      │ [(None, 4), (None, 4), (None,  │      20 │ -                        │",
        "│              │ 4), (None, 4), (None, 4)]      │         │                          │",
        "│ b (Add)      │ (None, 4)                      │       0 │ a, a, a, a, a, a, a, a,  │",
        "│              │                                │         │ a                        │",
    ]


def test_layers_are_folded_with_their_totals_and_unfolded_if_asked():
    rows = [
        layer("block", "Block", (N, 4), 40, flops=100),
        layer("dense", "Dense", (N, 4), 40, path=["block", "dense"], flops=90),
        layer("nested", "Functional", (N, 4), 9, kind="model"),
        layer("inner", "Block", (N, 4), 9, path=["nested", "inner"], flops=7),
        layer("deep", "Dense", (N, 4), 9, path=["nested", "inner", "deep"], flops=6),
    ]
    found = model("m", "Functional", rows, Weights(49, 49, 0, 196), flops=107)
    folded = summary.as_table(found, look=Look(expand_nested=False))
    assert [row is not None for row in folded.rows] == [True, False, True, True, False]
    unfolded = summary.text(found, look=Look(expand_nested=True))
    assert "│ └ dense (Dense)" in unfolded
    assert "│   └ deep (Dense)" in unfolded
    assert "FLOPs for one sample: 107" in unfolded
    assert [row is not None for row in summary.as_table(found, look=PLAIN).rows] == [
        True, False, True, False, False,
    ]  # fmt: skip
    assert "deep" not in summary.as_markdown(found)
    assert "deep" in summary.as_markdown(found, expand_nested=True)

import re

import pytest

from keras_lsp.plot import PlotOptions, nodes, render
from keras_lsp.plot.graph import to_dot
from tests.plot.models import layer, model, weights

N = None
PLAIN = PlotOptions(show_shapes=False)
NESTED = PlotOptions(show_shapes=False, expand_nested=True)


def edges(dot):
    return re.findall(r'"([^"]*)" -> "([^"]*)"', dot)


def ids(a_model, options=PLAIN):
    return [node.id for node in nodes(a_model, options)]


def test_the_tutorial_model_is_drawn_as_people_know_it(tutorial):
    assert to_dot(tutorial, PlotOptions()) == (
        "digraph G {\n"
        "rankdir=TB;\n"
        "pad=0.2;\n"
        "splines=ortho;\n"
        "node [shape=plain, fontname=Helvetica];\n"
        "edge [penwidth=2];\n"
        '"layer.dense" [id="layer.dense", label=<<table border="0" cellborder="1" color="black"'
        ' bgcolor="black" cellpadding="10"><tr><td colspan="2" bgcolor="black">'
        '<font point-size="16" color="white"><b>dense</b> (Dense)</font></td></tr>'
        '<tr><td bgcolor="white"><font point-size="14">Input shape: <b>(None, 1)</b></font></td>'
        '<td bgcolor="white"><font point-size="14">Output shape: <b>(None, 2)</b></font></td>'
        '</tr></table>>, tooltip="dense (Dense): 4 params"];\n'
        '"layer.dense_1" [id="layer.dense_1", label=<<table border="0" cellborder="1"'
        ' color="black" bgcolor="black" cellpadding="10"><tr><td colspan="2" bgcolor="black">'
        '<font point-size="16" color="white"><b>dense_1</b> (Dense)</font></td></tr>'
        '<tr><td bgcolor="white"><font point-size="14">Input shape: <b>(None, 2)</b></font></td>'
        '<td bgcolor="white"><font point-size="14">Output shape: <b>(None, 1)</b></font></td>'
        '</tr></table>>, tooltip="dense_1 (Dense): 3 params"];\n'
        '"layer.dense" -> "layer.dense_1";\n'
        "}\n"
    )


def test_a_residual_connection_has_both_edges(residual):
    assert edges(to_dot(residual, PLAIN)) == [
        ("layer.input_layer", "layer.dense"),
        ("layer.dense", "layer.add"),
        ("layer.input_layer", "layer.add"),
        ("layer.add", "layer.relu"),
    ]


def test_an_input_has_no_input_shape_and_several_shapes_stand_in_brackets(residual):
    dot = to_dot(residual, PlotOptions())
    first = dot[: dot.index('"layer.dense"')]
    assert "Input shape" not in first
    assert "Output shape: <b>(None, 8)</b>" in first
    assert "Input shape: <b>[(None, 8), (None, 8)]</b>" in dot


def test_a_nested_model_is_one_node_unless_expanded(nested):
    assert ids(nested) == ["layer.input_layer", "layer.encoder", "layer.head", "layer.out"]
    assert edges(to_dot(nested, PLAIN)) == [
        ("layer.input_layer", "layer.encoder"),
        ("layer.encoder", "layer.head"),
        ("layer.head", "layer.out"),
    ]


def test_expanded_edges_lead_to_the_layers_inside(nested):
    dot = to_dot(nested, NESTED)
    assert edges(dot) == [
        ("layer.encoder.input_layer_1", "layer.encoder.dense"),
        ("layer.head.dense_1", "layer.head.dense_2"),
        ("layer.input_layer", "layer.encoder.input_layer_1"),
        ("layer.encoder.dense", "layer.head.dense_1"),
        ("layer.head.dense_2", "layer.out"),
    ]
    assert 'subgraph "cluster_layer.encoder" {' in dot
    assert 'label="encoder (Functional)"' in dot
    assert ids(nested, NESTED) == [
        "layer.input_layer",
        "layer.encoder",
        "layer.encoder.input_layer_1",
        "layer.encoder.dense",
        "layer.head",
        "layer.head.dense_1",
        "layer.head.dense_2",
        "layer.out",
    ]


def test_each_input_of_an_expanded_model_gets_its_own_edge():
    two = model(
        layer("a", "InputLayer", outputs=[(N, 1)], kind="input"),
        layer("b", "InputLayer", outputs=[(N, 2)], kind="input"),
        layer("m", "Functional", [(N, 1), (N, 2)], [(N, 3), (N, 4)], ["a", "b"], kind="model"),
        layer("x", "InputLayer", outputs=[(N, 1)], kind="input", path=["m", "x"]),
        layer("y", "InputLayer", outputs=[(N, 2)], kind="input", path=["m", "y"]),
        layer("dx", inputs=[(N, 1)], outputs=[(N, 3)], inbound=["x"], path=["m", "dx"]),
        layer("dy", inputs=[(N, 2)], outputs=[(N, 4)], inbound=["y"], path=["m", "dy"]),
        layer("after", inputs=[(N, 4)], outputs=[(N, 1)], inbound=["m"]),
    )
    assert edges(to_dot(two, NESTED))[2:] == [
        ("layer.a", "layer.m.x"),
        ("layer.b", "layer.m.y"),
        ("layer.m.dy", "layer.after"),
    ]


def test_a_subclassed_block_is_entered_where_its_calls_begin():
    block = model(
        layer("a", outputs=[(N, 1)]),
        layer("block", "Block", [(N, 1)], [(N, 1)], ["a"], kind="model"),
        layer("left", inbound=["a_tensor"], path=["block", "left"]),
        layer("right", inbound=["a_tensor"], path=["block", "right"]),
        layer("sum", "Add", inbound=["left", "right"], path=["block", "sum"]),
        layer("b", inbound=["block"]),
        class_name="Net",
    )
    assert edges(to_dot(block, NESTED)) == [
        ("layer.block.left", "layer.block.sum"),
        ("layer.block.right", "layer.block.sum"),
        ("layer.a", "layer.block.left"),
        ("layer.a", "layer.block.right"),
        ("layer.block.sum", "layer.b"),
    ]


def test_each_input_of_a_block_leads_to_the_layers_that_take_it():
    one = [(N, 1)]
    decoder = model(
        layer("a", outputs=one),
        layer("b", outputs=one),
        layer("block", "Decoder", one * 2, one, ["a", "b"]),
        layer("self", inputs=one, path=["block", "self"], takes=[0]),
        layer("cross", inputs=one * 2, inbound=["self"], path=["block", "cross"], takes=[None, 1]),
        layer("mlp", "Own", inputs=one, inbound=["cross"], path=["block", "mlp"], takes=[None]),
    )
    assert edges(to_dot(decoder, NESTED)) == [
        ("layer.block.self", "layer.block.cross"),
        ("layer.block.cross", "layer.block.mlp"),
        ("layer.a", "layer.block.self"),
        ("layer.b", "layer.block.cross"),
    ]


def test_an_unbuilt_sequential_is_a_chain_of_unknown_shapes():
    unbuilt = model(
        layer("dense", built=False), layer("dense_1", built=False), class_name="Sequential"
    )
    dot = to_dot(unbuilt, PlotOptions())
    assert edges(dot) == [("layer.dense", "layer.dense_1")]
    assert dot.count("Input shape: <b>?</b>") == 2
    assert dot.count("Output shape: <b>?</b>") == 2


def test_shared_inputs_keep_both_edges_and_unknown_names_are_ignored():
    shared = model(
        layer("x", kind="input"),
        layer("twice", "Add", inbound=["x", "x", "gone"]),
    )
    assert edges(to_dot(shared, PLAIN)) == [
        ("layer.x", "layer.twice"),
        ("layer.x", "layer.twice"),
    ]


def test_nested_models_are_folded_and_unfolded_one_by_one(nested):
    unfolded = PlotOptions(exceptions=frozenset({"layer.encoder"}))
    assert ids(nested, unfolded) == [
        "layer.input_layer",
        "layer.encoder",
        "layer.encoder.input_layer_1",
        "layer.encoder.dense",
        "layer.head",
        "layer.out",
    ]
    assert ("layer.encoder.dense", "layer.head") in edges(to_dot(nested, unfolded))
    folded = PlotOptions(expand_nested=True, exceptions=frozenset({"layer.encoder"}))
    assert "layer.encoder.dense" not in ids(nested, folded)
    assert "layer.head.dense_1" in ids(nested, folded)
    assert ("layer.encoder", "layer.head.dense_1") in edges(to_dot(nested, folded))


def test_a_failing_layer_is_red_and_its_message_the_tooltip(broken):
    dot = to_dot(broken, PLAIN)
    lines = {line.split('"')[1]: line for line in dot.splitlines() if "label=" in line}
    assert 'bgcolor="#c62828"' in lines["layer.lstm"]
    assert "#c62828" not in lines["layer.conv2d"] + lines["layer.dense"]
    assert (
        r'tooltip="Input 0 of layer &quot;lstm&quot; needs 3 dimensions,\n'
        r'but it gets 4: &lt;26, 26&gt; &amp; 32"'
    ) in lines["layer.lstm"]


def test_every_option_adds_its_cell(nested):
    dot = to_dot(
        nested,
        PlotOptions(
            show_dtype=True,
            show_layer_names=False,
            show_layer_activations=True,
            show_trainable=True,
            expand_nested=True,
            rankdir="LR",
        ),
    )
    assert "rankdir=LR;" in dot
    assert "<b>Dense</b></font>" in dot
    assert "<b>dense</b>" not in dot
    assert "Output dtype: <b>float32</b>" in dot
    assert "Activation: <b>sigmoid</b>" in dot
    assert dot.count("<b>Trainable</b>") == 2
    assert dot.count("<b>Non-trainable</b>") == 1


def test_shapes_stand_at_the_edges_and_parameters_behind_the_names(residual):
    dot = to_dot(residual, PlotOptions(shapes_on_edges=True))
    assert set(re.findall(r'-> "layer.(\w+)" *\[.*label="([^"]*)"', dot)) == {
        (target, " (None, 8) ") for target in ("dense", "add", "relu")
    }
    assert "splines=true" in dot
    assert "<b>dense</b> (Dense) · 72<" in dot
    assert re.findall(r"Output shape: <b>(.*?)</b>", dot) == ["(None, 8)"]  # Of the last layer.
    assert "Input shape" not in dot
    bare = to_dot(residual, PlotOptions(shapes_on_edges=True, show_shapes=False))
    assert "(None" not in bare


def test_what_was_added_or_changed_has_a_frame_and_says_so(nested):
    changes = {("encoder",): "changed", ("encoder", "dense"): "changed", ("out",): "added"}
    folded = PlotOptions(show_shapes=False, changes=changes)
    dot = to_dot(nested, folded)
    lines = {line.split('"')[1]: line for line in dot.split("\n") if '" [id=' in line}
    frame = 'border="6" cellborder="1" color="#009e73" bgcolor="#009e73"'
    assert frame in lines["layer.out"]
    assert "<b>out</b> (Activation) · added</font>" in lines["layer.out"]
    assert 'tooltip="out (Activation), added"' in lines["layer.out"]
    assert 'color="#e69f00"' in lines["layer.encoder"]
    assert 'tooltip="encoder (Functional): 36 params, changed"' in lines["layer.encoder"]
    assert "#009e73" not in lines["layer.head"] + lines["layer.input_layer"]
    unfolded = to_dot(nested, PlotOptions(show_shapes=False, expand_nested=True, changes=changes))
    box = unfolded[unfolded.index("cluster_layer.encoder") :][:300]
    assert 'label="encoder (Functional) · changed"' in box
    assert 'color="#e69f00"' in box
    assert "<b>dense</b> (Dense) · changed</font>" in unfolded


def test_an_error_is_red_whatever_else_has_happened(broken):
    dot = to_dot(broken, PlotOptions(changes={("lstm",): "added"}))
    assert "<b>lstm</b> (LSTM) · added</font>" in dot
    assert "#009e73" not in dot


def test_costs_have_a_row_of_their_own():
    a_model = model(
        layer("x", "InputLayer", outputs=[(N, 8)], kind="input"),
        layer("enc", "Functional", [(N, 8)], [(N, 4)], kind="model", weights=weights(36)),
        layer("dense", outputs=[(N, 4)], path=["enc", "dense"], weights=weights(36), flops=68),
        layer("own", "Own<1>", outputs=[(N, 4)], path=["enc", "own"]),
        layer("last", outputs=[(N, None)], built=False),
    )
    options = PlotOptions(show_shapes=False, show_costs=True)
    dot = to_dot(a_model, options)
    assert re.findall('point-size="14">(.*?)</font>', dot) == [
        (
            "Parameters: <b>36</b> · FLOPs: <b>at least 68 (Own&lt;1&gt; unknown)</b>"
            " · Outputs × 32: <b>1.00 KB</b>"
        ),
        "Parameters: <b>?</b> · FLOPs: <b>?</b> · Outputs × 32: <b>?</b>",
    ]
    opened = PlotOptions(show_shapes=False, show_costs=True, expand_nested=True)
    dot = to_dot(a_model, opened)
    assert (
        'label="enc (Functional)\\nParameters: 36 · FLOPs: at least 68 (Own&lt;1&gt; unknown)'
        ' · Outputs × 32: 1.00 KB"'
    ) in dot
    assert ("Parameters: <b>36</b> · FLOPs: <b>68</b> · Outputs × 32: <b>512.00 B</b>") in dot
    assert "FLOPs" not in to_dot(a_model, PLAIN)


def test_ids_are_the_same_in_each_run_and_tell_every_path_apart():
    odd = ["a/b", "a:b", "a b", "a..2f.b", "層", 'q"', "a.b", "a.b"]
    paths = [[name] for name in odd] + [["a", "b"]]
    a_model = model(*(layer(path[-1], path=path) for path in paths))
    expected = [
        "layer.a..2f.b",
        "layer.a..3a.b",
        "layer.a..20.b",
        "layer.a..2e...2e.2f..2e.b",
        "layer...5c64.",
        "layer.q..22.",
        "layer.a..2e.b",
        "layer.a..2e.b...2",
        "layer.a.b",
    ]
    assert ids(a_model) == expected
    assert ids(a_model) == expected


def test_long_lists_of_shapes_are_cut():
    many = model(layer("cat", "Concatenate", [(N, i) for i in range(50)], [(N, 9)]))
    assert "<b>[(None, 0), (None, 1), (None, 2), …] (50)</b>" in to_dot(many, PlotOptions())


def test_an_unknown_rankdir_is_refused():
    with pytest.raises(ValueError, match="rankdir must be one of TB, BT, LR, RL, not 'up'"):
        PlotOptions(rankdir="up")


def test_a_model_without_layers_is_an_empty_picture():
    assert b"digraph G" in render(model(), PLAIN, "dot")
    assert nodes(model(), PLAIN) == []

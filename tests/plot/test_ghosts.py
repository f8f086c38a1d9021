"""What was removed is drawn where it was."""

import re

from keras_lsp.plot import PlotOptions, folded_nodes, mark_of, nodes
from keras_lsp.plot.graph import to_dot
from keras_lsp.presentation.changes import compare
from tests.plot.models import N, layer, model, weights


def since(before, after, **options):
    (change,) = compare([before], [after])
    return PlotOptions(show_shapes=False, changes=change.marks, since=change, **options)


def marked(a_model, options):
    return [(node.layer.name, mark_of(node, options)) for node in nodes(a_model, options)]


def edges(a_model, options):
    """Source, target, and whether the edge is gone."""
    found = re.findall(r'"([^"]*)" -> "([^"]*)"(?: *\[(.*)\])?;', to_dot(a_model, options))
    return [(source, target, "dashed" in how) for source, target, how in found]


def straight(*classes):
    layers = [layer("start", "InputLayer", outputs=[[N, 4]], kind="input")]
    for class_name in classes:
        layers.append(layer(class_name.lower(), class_name, [[N, 4]], [[N, 4]], [layers[-1].name]))
    return model(*layers)


def test_it_stands_between_what_it_stood_between():
    before, after = straight("Dense", "Dropout", "ReLU"), straight("Dense", "ReLU")
    options = since(before, after)
    assert marked(after, options) == [
        ("start", None), ("dense", None), ("dropout", "removed"), ("relu", None),
    ]  # fmt: skip
    assert edges(after, options) == [
        ("layer.start", "layer.dense", False),
        ("layer.dense", "layer.relu", False),
        ("layer.dense", "ghost.layer.dropout", True),
        ("ghost.layer.dropout", "layer.relu", True),
    ]
    dot = to_dot(after, options)
    assert "<b>dropout</b> (Dropout) · removed" in dot
    assert 'style="dashed" color="#767676"' in dot


def test_what_follows_each_other_stays_so():
    before, after = straight("Dense", "Dropout", "ReLU"), straight("Dense")
    options = since(before, after)
    assert edges(after, options)[1:] == [
        ("layer.dense", "ghost.layer.dropout", True),
        ("ghost.layer.dropout", "ghost.layer.relu", True),
    ]


def test_names_that_keras_counted_anew_are_those_of_the_same_layers():
    before = straight("Dense", "Dropout")
    before.layers.append(layer("dense_1", "Dense", [[N, 4]], [[N, 9]], ["dropout"]))
    after = straight("Dropout")
    after.layers.append(layer("dense", "Dense", [[N, 4]], [[N, 9]], ["dropout"]))
    options = since(before, after)
    assert marked(after, options) == [
        ("start", None), ("dense", "removed"), ("dropout", None), ("dense", None),
    ]  # fmt: skip
    assert [edge for edge in edges(after, options) if edge[2]] == [
        ("layer.start", "ghost.layer.dense", True),
        ("ghost.layer.dense", "layer.dropout", True),
    ]


def test_the_first_of_a_sequential_that_is_gone_stands_first():
    before = model(
        layer("rescaling", "Rescaling", [[N, 4]], [[N, 4]]),
        layer("dense", "Dense", [[N, 4]], [[N, 1]], weights=weights(5)),
        class_name="Sequential",
    )
    after = model(before.layers[1], class_name="Sequential")
    options = since(before, after)
    assert marked(after, options) == [("rescaling", "removed"), ("dense", None)]
    assert edges(after, options) == [("ghost.layer.rescaling", "layer.dense", True)]


def nested(*inside):
    """A model with these layers in the model `encoder` inside it."""
    start = layer("start", "InputLayer", outputs=[[N, 4]], kind="input")
    encoder = layer("encoder", "Sequential", [[N, 4]], [[N, 4]], ["start"], kind="model")
    inner = [layer(name, "Dense", [[N, 4]], [[N, 4]], path=["encoder", name]) for name in inside]
    return model(start, encoder, *inner)


def test_inside_of_a_nested_model_it_is_drawn_where_that_is_unfolded():
    before, after = nested("in_a", "in_b", "in_c"), nested("in_a", "in_c")
    folded = since(before, after)
    assert marked(after, folded) == [("start", None), ("encoder", "changed")]
    assert [gone for *_, gone in edges(after, folded)] == [False]
    unfolded = since(before, after, expand_nested=True)
    assert marked(after, unfolded)[2:] == [("in_a", None), ("in_b", "removed"), ("in_c", None)]
    assert [edge for edge in edges(after, unfolded) if edge[2]] == [
        ("layer.encoder.in_a", "ghost.layer.encoder.in_b", True),
        ("ghost.layer.encoder.in_b", "layer.encoder.in_c", True),
    ]


def test_a_nested_model_that_is_gone_is_one_node():
    before, after = nested("in_a", "in_b"), straight()
    options = since(before, after)
    assert marked(after, options) == [("start", None), ("encoder", "removed")]


def test_in_a_node_for_repeats_it_is_seen_as_a_change():
    before = straight()
    for number in range(70):
        before.layers.append(
            layer(f"d_{number}", "Dense", [[N, 4]], [[N, 4]], [before.layers[-1].name])
        )
    after = model(*before.layers[:30], *before.layers[31:])
    after.layers[30] = layer("d_30", "Dense", [[N, 4]], [[N, 4]], ["d_28"])
    options = since(before, after, fold_repeats=True)
    assert marked(after, options) == [("start", None), ("Dense ×69", "changed")]
    group = nodes(after, options)[1]
    assert (group.layer.class_name, len(group.children)) == ("69 layers", 70)
    (ghost,) = (node for node in folded_nodes(after, options) if node.removed)
    assert (ghost.layer.name, ghost.group.layer.name) == ("d_29", "Dense ×69")
    unfolded = since(before, after, fold_repeats=True, exceptions=frozenset((group.id,)))
    assert ("layer.d_28", "ghost.layer.d_29", True) in edges(after, unfolded)


def test_nothing_is_drawn_where_nothing_was_removed():
    before, after = straight("Dense"), straight("Dense", "ReLU")
    assert marked(after, since(before, after))[1:] == [("dense", None), ("relu", "added")]

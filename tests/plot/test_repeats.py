"""Blocks that repeat each other, as one node in large pictures."""

import re

import pytest

from keras_lsp.plot import PlotOptions, cost_of, folded_nodes, mark_of, nodes
from keras_lsp.plot.graph import to_dot
from keras_lsp.presentation import costs
from tests.plot.models import N, layer, model, weights

FOLD = PlotOptions(fold_repeats=True)


def edges(a_model, options=FOLD):
    return re.findall(r'"([^"]*)" -> "([^"]*)"', to_dot(a_model, options))


def names(a_model, options=FOLD):
    return [node.layer.name for node in nodes(a_model, options)]


def node_called(name, a_model, options=FOLD):
    return next(node for node in nodes(a_model, options) if node.layer.name == name)


def residual(prefix, before, width, *, first=False):
    """A block of four layers with a shortcut, of five if its shortcut has a convolution."""
    shape = [N, 8, 8, width]
    inside = [f"{prefix}_{rest}" for rest in ("1_conv", "2_conv", "add", "out")]
    shortcut = f"{prefix}_0_conv" if first else before
    made = [
        layer(inside[0], "Conv2D", [shape], [shape], [before], weights=weights(90)),
        layer(inside[1], "Conv2D", [shape], [shape], [inside[0]], weights=weights(90, frozen=10)),
    ]
    if first:
        made.append(layer(shortcut, "Conv2D", [shape], [shape], [before], weights=weights(20)))
    return [
        *made,
        layer(inside[2], "Add", [shape, shape], [shape], [inside[1], shortcut]),
        layer(inside[3], "ReLU", [shape], [shape], [inside[2]]),
    ]


def residual_network(blocks=15):
    shape = [N, 8, 8, 4]
    layers = [layer("image", "InputLayer", outputs=[shape], kind="input")]
    for number in range(1, blocks + 1):
        layers += residual(f"conv2_block{number}", layers[-1].name, 4, first=number == 1)
    head = layer("head", "Dense", [shape], [[N, 1]], [layers[-1].name], weights=weights(5))
    return model(*layers, head)


def chain(count, *classes):
    """`count` times the classes, one after the other."""
    layers = [layer("start", "InputLayer", outputs=[[N, 4]], kind="input")]
    for number in range(count):
        for class_name in classes:
            name = f"{class_name.lower()}_{number}"
            layers.append(
                layer(name, class_name, [[N, 4]], [[N, 4]], [layers[-1].name], weights=weights(20))
            )
    return model(*layers)


def test_blocks_that_their_names_tell_are_one_node():
    network = residual_network()
    assert names(network) == ["image", "conv2_block ×15", "head"]
    group = node_called("conv2_block ×15", network)
    assert (group.id, group.repeats) == ("repeats.layer.conv2_block1_1_conv", 15)
    assert group.layer.class_name == "61 layers, not all alike"
    assert (group.layer.input_shapes, group.layer.output_shapes) == (
        [[N, 8, 8, 4]],
        [[N, 8, 8, 4]],
    )
    assert group.layer.params == 15 * 180 + 20
    assert (group.layer.weights.trainable, group.layer.weights.non_trainable) == (2570, 150)
    assert edges(network) == [
        ("layer.image", "repeats.layer.conv2_block1_1_conv"),
        ("repeats.layer.conv2_block1_1_conv", "layer.head"),
    ]


def test_its_label_tells_shapes_and_parameters():
    dot = to_dot(residual_network(), FOLD)
    assert "<b>conv2_block ×15</b> (61 layers, not all alike)" in dot
    assert "Input shape: <b>(None, 8, 8, 4)</b>" in dot
    assert "Parameters: <b>2,720</b>" in dot


def test_a_picture_that_can_be_taken_in_has_all_layers():
    small = residual_network(blocks=12)
    assert len(nodes(small, FOLD)) == len(small.layers) == 51
    large = residual_network()
    assert len(nodes(large, PlotOptions())) == len(large.layers) == 63


def test_unfolded_it_has_a_node_for_each_block_and_these_their_layers():
    network = residual_network()
    unfolded = PlotOptions(
        fold_repeats=True,
        exceptions=frozenset(
            ("repeats.layer.conv2_block1_1_conv", "block.layer.conv2_block2_1_conv")
        ),
    )
    assert names(network, unfolded)[:8] == [
        "image", "conv2_block ×15", "conv2_block1", "conv2_block2", "conv2_block2_1_conv",
        "conv2_block2_2_conv", "conv2_block2_add", "conv2_block2_out",
    ]  # fmt: skip
    assert edges(network, unfolded)[:7] == [
        ("layer.image", "block.layer.conv2_block1_1_conv"),
        ("block.layer.conv2_block1_1_conv", "layer.conv2_block2_1_conv"),
        ("layer.conv2_block2_1_conv", "layer.conv2_block2_2_conv"),
        ("layer.conv2_block2_2_conv", "layer.conv2_block2_add"),
        ("block.layer.conv2_block1_1_conv", "layer.conv2_block2_add"),
        ("layer.conv2_block2_add", "layer.conv2_block2_out"),
        ("layer.conv2_block2_out", "block.layer.conv2_block3_1_conv"),
    ]
    # It stays unfolded while others are unfolded in a picture that has become larger.
    assert node_called("conv2_block2", network, unfolded).expanded


def test_what_it_stands_for_is_told_as_folded():
    network = residual_network()
    folded = list(folded_nodes(network, FOLD))
    assert len(folded) == 61 + 15
    assert [(node.layer.name, node.group.layer.name) for node in folded[:2]] == [
        ("conv2_block1", "conv2_block ×15"),
        ("conv2_block1_1_conv", "conv2_block1"),
    ]


def test_a_skip_connection_out_of_a_block_is_an_edge_of_its_node():
    network = residual_network()
    head = network.layers[-1]
    head.inbound = [head.inbound[0], "conv2_block7_add"]
    head.input_shapes = [[N, 8, 8, 4], [N, 8, 8, 4]]
    group = "repeats.layer.conv2_block1_1_conv"
    assert edges(network) == [("layer.image", group), (group, "layer.head")]
    assert node_called("conv2_block ×15", network).layer.output_shapes == [[N, 8, 8, 4]] * 2
    unfolded = PlotOptions(fold_repeats=True, exceptions=frozenset((group,)))
    assert ("block.layer.conv2_block7_1_conv", "layer.head") in edges(network, unfolded)


def test_a_layer_that_comes_again_is_one_node_by_its_class():
    network = chain(61, "TransformerBlock")
    assert names(network) == ["start", "TransformerBlock ×61"]
    group = node_called("TransformerBlock ×61", network)
    assert (group.layer.class_name, group.layer.params) == ("61 layers", 61 * 20)
    unfolded = PlotOptions(fold_repeats=True, exceptions=frozenset((group.id,)))
    assert names(network, unfolded)[2:4] == ["transformerblock_0", "transformerblock_1"]


def test_a_chain_that_comes_again_is_one_node_by_its_ends():
    network = chain(24, "Dense", "LayerNormalization", "Dropout")
    assert names(network) == ["start", "Dense…Dropout ×24"]
    network.layers[31].weights = weights(21)
    assert names(network) == [
        "start", "Dense…Dropout ×10", "dense_10", "layernormalization_10", "dropout_10",
        "Dense…Dropout ×13",
    ]  # fmt: skip


def test_what_stands_beside_each_other_is_no_repeat():
    layers = [layer("start", "InputLayer", outputs=[[N, 4]], kind="input")]
    layers += [
        layer(f"dense_{n}", "Dense", [[N, 4]], [[N, 4]], ["start"], weights=weights(20))
        for n in range(70)
    ]
    assert len(nodes(model(*layers), FOLD)) == 71


def test_what_takes_from_elsewhere_is_no_repeat():
    layers = [layer(f"start_{n}", "InputLayer", outputs=[[N, 4]], kind="input") for n in range(3)]
    for number in range(70):
        back = 3 if number == 35 else 2
        layers.append(
            layer(f"join_{number}", "Join", [[N, 4]] * 2, [[N, 4]],
                  [layers[-1].name, layers[-back].name])
        )  # fmt: skip
    assert names(model(*layers))[3:] == ["Join ×35", "Join ×35"]


def test_one_input_for_all_of_a_chain_is_one_edge():
    network = chain(61, "Decoder")
    encoded = layer("encoded", "Dense", [[N, 9]], [[N, 9]], ["start"], weights=weights(90))
    for each in network.layers[1:]:
        each.inbound.append("encoded")
        each.input_shapes.append([N, 9])
    network.layers.insert(1, encoded)
    assert names(network) == ["start", "encoded", "Decoder ×61"]
    group = node_called("Decoder ×61", network)
    assert group.layer.input_shapes == [[N, 4], [N, 9]]
    assert edges(network) == [
        ("layer.start", "layer.encoded"),
        ("layer.start", group.id),
        ("layer.encoded", group.id),
    ]


def test_branches_that_come_again_are_one_node_each():
    """As in Inception: three modules of different widths, each between two joins."""
    layers = [layer("start", "InputLayer", outputs=[[N, 8, 8, 1]], kind="input")]
    for number, width in enumerate((4, 5, 6, 7, 8, 9, 10)):
        before, shape = layers[-1].name, [N, 8, 8, width]
        inside = [f"conv2d_{number}{letter}" for letter in "abcdefgh"]
        layers += [
            layer(each, "Conv2D", [layers[0].output_shapes[0]], [shape], [before])
            for each in inside
        ]
        layers.append(layer(f"mixed{number}", "Concatenate", [shape] * 8, [shape], inside))
    assert names(model(*layers)) == ["start", "mixed ×7"]


def test_a_single_module_is_no_repeat():
    network = residual_network(blocks=0)
    inside = [
        layer(f"conv2d_{n}", "Conv2D", [[N, 8, 8, 4]], [[N, 8, 8, 4]], ["image"])
        for n in range(61)
    ]
    joined = layer("joined", "Concatenate", [[N, 8, 8, 4]] * 61, [[N, 8, 8, 244]],
                   [each.name for each in inside])  # fmt: skip
    network.layers[1:] = [*inside, joined]
    assert len(nodes(network, FOLD)) == 63


def test_a_layer_that_fails_is_seen_at_its_node():
    network = residual_network()
    network.layers[20].error = "cannot be"
    assert node_called("conv2_block ×15", network).layer.error == "cannot be"
    assert 'bgcolor="#c62828"' in to_dot(network, FOLD)


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({("conv2_block7_add",): "added"}, "changed"),
        ({("head",): "added"}, None),
    ],
)
def test_what_changed_inside_is_seen_at_its_node(changes, mark):
    network = residual_network()
    options = PlotOptions(fold_repeats=True, changes=changes)
    assert mark_of(node_called("conv2_block ×15", network), options) == mark
    assert (" (61 layers, not all alike) · changed" in to_dot(network, options)) is (
        mark is not None
    )


def test_where_all_of_it_was_added_it_was_added():
    network = chain(61, "Dense")
    options = PlotOptions(
        fold_repeats=True, changes={tuple(each.path): "added" for each in network.layers[1:]}
    )
    assert mark_of(node_called("Dense ×61", network), options) == "added"


def test_it_costs_what_its_layers_cost():
    network = chain(61, "Dense")
    for each in network.layers[1:]:
        each.flops = 40
    told = zip(map(id, network.layers), costs.of_model(network).rows, strict=True)
    cost = cost_of(node_called("Dense ×61", network), dict(told))
    assert (cost.flops.exact, cost.output_bytes.exact) == (61 * 40, 61 * 16)
    dot = to_dot(network, PlotOptions(fold_repeats=True, show_costs=True))
    assert "Parameters: <b>1,220</b> · FLOPs: <b>2,440</b>" in dot


def test_what_is_not_built_has_unknown_parameters():
    network = residual_network()
    network.layers[5].weights = None
    network.layers[5].built = False
    assert node_called("conv2_block ×15", network).layer.params is None

"""The drawing for papers: blocks as large as what layers give, as SVG and as TikZ."""

from pathlib import Path

import pytest

from keras_lsp.plot import PlotOptions, render
from keras_lsp.plot.graph import to_blocks
from tests.plot.models import N, layer, model

PLAIN = PlotOptions()
HERE = Path(__file__).parent


@pytest.fixture
def cnn():
    return model(
        layer("conv2d", "Conv2D", [(N, 28, 28, 1)], [(N, 26, 26, 32)], role="convolution"),
        layer("re_lu", "ReLU", [(N, 26, 26, 32)], [(N, 26, 26, 32)], ["conv2d"],
              role="activation"),
        layer("flatten", "Flatten", [(N, 26, 26, 32)], [(N, 21632)], ["re_lu"], role="shape"),
        layer("dense", "Dense", [(N, 21632)], [(N, 10)], ["flatten"], role="dense"),
        class_name="Sequential",
        input_shapes=[[N, 28, 28, 1]],
    )  # fmt: skip


def lines(drawing):
    return [block.lines or block.sign for block in drawing.blocks]


def test_a_small_cnn_as_tikz(cnn):
    assert render(cnn, PLAIN, "tikz") == (HERE / "small_cnn.tex").read_bytes()


def test_a_small_cnn_as_svg(cnn):
    assert render(cnn, PLAIN, "blocks") == (HERE / "small_cnn.svg").read_bytes()


def test_what_only_shapes_activates_or_normalizes_has_no_block(cnn):
    drawing = to_blocks(cnn, PLAIN)
    assert lines(drawing) == [("Input", "28×28×1"), ("Conv2D", "26×26×32"), ("Dense", "10")]
    assert len(drawing.arrows) == 2


def test_blocks_are_as_large_as_what_they_give(cnn):
    image, convolved, dense = to_blocks(cnn, PLAIN).blocks
    assert image.height > convolved.height > dense.height
    assert image.width < dense.width < convolved.width
    assert (round(convolved.height, 1), round(convolved.width, 1)) == (81.8, 26.0)


def test_a_shortcut_leads_over_the_blocks_to_a_sign():
    shape = (N, 8, 8, 4)
    network = model(
        layer("image", "InputLayer", outputs=[shape], kind="input", role="input"),
        layer("conv", "Conv2D", [shape], [shape], ["image"], role="convolution"),
        layer("norm", "BatchNormalization", [shape], [shape], ["conv"], role="normalization"),
        layer("add", "Add", [shape, shape], [shape], ["norm", "image"], role="shape"),
    )
    drawing = to_blocks(network, PLAIN)
    assert lines(drawing) == [("Input", "8×8×4"), ("Conv2D", "8×8×4"), "+"]
    assert [len(points) for points in drawing.arrows] == [2, 4, 2]
    over = drawing.arrows[1]
    assert over[1][1] == over[2][1] < min(b.y - b.height - b.depth for b in drawing.blocks)
    assert 'cy="' in render(network, PLAIN, "blocks").decode()
    assert r"\node[circle, draw, fill=shape" in render(network, PLAIN, "tikz").decode()


def test_repeats_are_one_block_with_its_name():
    layers = [layer("start", "InputLayer", outputs=[(N, 4)], kind="input", role="input")]
    for number in range(61):
        layers.append(layer(f"d_{number}", "Dense", [(N, 4)], [(N, 4)], [layers[-1].name]))
    drawing = to_blocks(model(*layers), PlotOptions(fold_repeats=True))
    assert lines(drawing) == [("Input", "4"), ("Dense ×61", "4")]


def test_what_latex_would_read_is_escaped():
    odd = model(layer("a", "My_Layer", [(N, 4)], [(N, N, "len(x)")], role="own"))
    tikz = render(odd, PLAIN, "tikz").decode()
    assert r"\textbf{My\_Layer} \\ ?$\times$?" in tikz
    odd.layers[0].class_name = "<A>"
    assert ">&lt;A&gt;</text>" in render(odd, PLAIN, "blocks").decode()


def test_an_empty_model_is_an_empty_drawing():
    assert lines(to_blocks(model(), PLAIN)) == []
    assert render(model(), PLAIN, "blocks").decode().endswith("</svg>\n")

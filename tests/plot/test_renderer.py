import importlib.metadata
import shutil
import stat
import xml.etree.ElementTree as ET

import pytest

from keras_lsp.plot import NoRendererError, PlotOptions, RenderError, nodes, render
from keras_lsp.plot.renderer import find_renderer
from tests.plot.models import layer, model

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"


def groups(svg):
    return {g.get("id"): g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class")}


def texts(group):
    return ["".join(text.itertext()) for text in group.iter(f"{SVG}text")]


def words(group):
    return " ".join(" ".join(texts(group)).split())


def test_svg_shows_names_and_shapes(tutorial):
    found = groups(render(tutorial, PlotOptions(), "svg"))
    assert words(found["layer.dense"]) == (
        "dense (Dense) Input shape: (None, 1) Output shape: (None, 2)"
    )
    assert words(found["layer.dense_1"]) == (
        "dense_1 (Dense) Input shape: (None, 2) Output shape: (None, 1)"
    )


def test_every_node_and_box_can_be_clicked(nested):
    options = PlotOptions(expand_nested=True)
    found = groups(render(nested, options, "svg"))
    assert {node.id for node in nodes(nested, options)} <= set(found)


def test_ids_stand_in_the_svg_as_they_are(nested):
    svg = render(nested, PlotOptions(expand_nested=True), "svg").decode()
    assert 'id="layer.encoder.input_layer_1"' in svg


def test_png_is_a_png(residual):
    png = render(residual, PlotOptions(dpi=50), "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert png[-8:] == b"IEND\xaeB`\x82"


def test_the_tooltip_of_a_failing_layer_is_its_message(broken):
    found = groups(render(broken, PlotOptions(), "svg"))
    titles = [a.get(f"{XLINK}title") for a in found["layer.lstm"].iter(f"{SVG}a")]
    assert titles[0] == 'Input 0 of layer "lstm" needs 3 dimensions,\nbut it gets 4: <26, 26> & 32'


@pytest.mark.parametrize(
    "name",
    [
        "a<b>c",
        "R&D &lt; &#65;",
        'say "hi" it\'s',
        r"\N \G \E \n back\\slash\ ".strip(),
        "port:n",
        "層 é",
        "]>",
        "-->",
        "semi;colon {x|y}",
    ],
)
def test_any_name_is_shown_as_it_is(name):
    odd = model(layer(name, "Cl<ss", error=f"oh {name}"), layer("next", inbound=[name]))
    options = PlotOptions(show_shapes=False)
    node, _ = nodes(odd, options)
    group = groups(render(odd, options, "svg"))[node.id]
    assert words(group) == " ".join(f"{name} (Cl<ss)".split())
    (link,) = [a.get(f"{XLINK}title") for a in group.iter(f"{SVG}a")][:1]
    assert link == f"oh {name}"


def test_the_label_of_a_box_is_shown_as_it_is():
    name = r'<a> & \N "b" \n &lt;'
    odd = model(layer(name, "M", kind="model"), layer("in", path=[name, "in"]))
    options = PlotOptions(expand_nested=True)
    box, _ = nodes(odd, options)
    assert words(groups(render(odd, options, "svg"))[box.id]) == r'<a> & \N "b" \n &lt; (M)'


def test_what_xml_cannot_hold_is_replaced():
    odd = model(layer("", "\x00", error="\x1b[1mbold\x1b[0m \ud800"), layer("\ufffe", "\x0b"))
    found = groups(render(odd, PlotOptions(show_shapes=False), "svg"))
    assert len(found) == 3
    assert render(odd, PlotOptions(), "png")[:4] == b"\x89PNG"


def test_a_thousand_layers_are_drawn():
    many = model(
        *(layer(f"d{i}", "Dense", [(None, 1)], [(None, 1)], [f"d{i - 1}"]) for i in range(1000))
    )
    svg = render(many, PlotOptions(), "svg")
    assert svg.count(b'class="node"') == 1000
    assert svg.count(b'class="edge"') == 999


def test_an_unknown_format_is_refused(tutorial):
    with pytest.raises(
        ValueError, match="format must be one of dot, svg, png, blocks, tikz, not 'gif'"
    ):
        render(tutorial, PlotOptions(), "gif")


def program(directory, name, body):
    path = directory / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_dot_on_path_comes_first(tmp_path, monkeypatch):
    dot = program(tmp_path, "dot", "cat")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_renderer() == str(dot)


def test_the_wheel_is_found_without_path(tmp_path, monkeypatch, tutorial):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_renderer().endswith("graphviz-pure")
    assert b"</svg>" in render(tutorial, PlotOptions(), "svg")


def test_without_a_renderer_the_message_says_what_to_install(monkeypatch, tutorial):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("keras_lsp.plot.renderer._from_wheel", lambda: None)
    with pytest.raises(NoRendererError) as raised:
        render(tutorial, PlotOptions(), "svg")
    assert str(raised.value) == (
        "Drawing the plot needs Graphviz, and no `dot` was found. Install it with "
        "`pip install 'keras-lsp[graphviz]'`, or install Graphviz "
        "(https://graphviz.org/download/) and put its `dot` on PATH."
    )
    assert render(tutorial, PlotOptions(), "dot").startswith(b"digraph G {")


def test_a_missing_wheel_is_no_error(monkeypatch):
    from keras_lsp.plot.renderer import _from_wheel

    def files(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "files", files)
    assert _from_wheel.__wrapped__() is None


def test_a_renderer_that_fails_says_why(tmp_path, monkeypatch, tutorial):
    dot = program(tmp_path, "dot", "echo no fonts >&2; exit 3")
    monkeypatch.setattr(shutil, "which", lambda name: str(dot))
    with pytest.raises(RenderError, match=r"failed: no fonts$"):
        render(tutorial, PlotOptions(), "png")


def test_a_renderer_that_hangs_is_ended(tmp_path, monkeypatch, tutorial):
    dot = program(tmp_path, "dot", "exec sleep 60")
    monkeypatch.setattr(shutil, "which", lambda name: str(dot))
    with pytest.raises(RenderError, match=r"Graphviz took longer than 0\.2 seconds"):
        render(tutorial, PlotOptions(), "svg", timeout=0.2)

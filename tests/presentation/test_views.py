"""What a report says about a file, by line and by expression."""

from __future__ import annotations

from typing import Any

import pytest

from keras_lsp.presentation.figures import change_text, params_text
from keras_lsp.presentation.sites import ModelSite, Site
from keras_lsp.presentation.views import FileView
from keras_lsp.presentation.wording import compact, shorten
from keras_lsp.report import Call, Data, Model, Report, Span, Weights
from keras_lsp.server.features.inlay_hints import label
from keras_lsp.settings import InlayHints

PATH = "/w/a.py"


def span(
    line: int, column: int = 1, end_line: int = 0, end_column: int = 9, path: str = PATH
) -> Span:
    return Span(path, line, column, end_line or line, end_column)


def call(number: int, where: Span, shape: Any = None, count: int = 0, **more: Any) -> Call:
    more.setdefault("layer", number)
    return Call(
        number,
        more.pop("kind", "layer"),
        f"dense_{number}",
        "Dense",
        where,
        output_shapes=[[None, 4] if shape is None else shape],
        weights=Weights(count, count, 0, 4 * count),
        **more,
    )


def hints(*calls: Call, **more: Any) -> dict[int, str]:
    """The hints by 1-based line, all kinds switched on."""
    view = FileView(Report(PATH, calls=list(calls), **more), PATH, ["x = 12345\n"] * 30)
    return {hint.line + 1: label(hint.parts, InlayHints()) for hint in view.hints}


def test_shape_and_parameters() -> None:
    assert hints(call(1, span(3), [None, 26, 26, 32], 320)) == {3: "→ (None, 26, 26, 32) · 320"}


def test_no_parameters_where_there_are_none() -> None:
    assert hints(call(1, span(3), [None, 5])) == {3: "→ (None, 5)"}


def test_the_hint_stands_where_the_call_ends() -> None:
    assert hints(call(1, span(3, end_line=6), [None, 5])) == {6: "→ (None, 5)"}


def test_a_loop_is_one_hint_with_the_last_shape_and_the_sum() -> None:
    calls = [call(number, span(3), [None, number], 100) for number in range(1, 5)]
    assert hints(*calls) == {3: "×4 → (None, 4) · 400"}


def test_a_layer_called_again_and_again_counts_its_parameters_once() -> None:
    calls = [call(number, span(3), [None, 4], 20, layer=7) for number in (1, 2, 3)]
    assert hints(*calls) == {3: "×3 → (None, 4) · 20"}


def test_parameters_stand_at_the_constructor_if_it_is_elsewhere() -> None:
    made = call(1, span(8), [None, 4], 20, constructor=span(3))
    assert hints(made) == {3: "→ (None, 4) · 20", 8: "→ (None, 4)"}


def test_a_layer_made_in_another_file_tells_its_parameters_where_it_is_called() -> None:
    made = call(1, span(8), [None, 4], 20, constructor=span(3, path="/w/b.py"))
    assert hints(made) == {8: "→ (None, 4) · 20"}


def test_a_constructor_within_the_call_is_no_other_place() -> None:
    made = call(1, span(3, end_line=4), [None, 4], 20, constructor=span(3, end_column=5))
    assert hints(made) == {4: "→ (None, 4) · 20"}


def test_what_a_layer_of_keras_does_inside_has_no_place() -> None:
    outer = call(1, span(3), [None, 4], 20)
    inner = call(2, span(3), [None, 9], 5, parent=1)
    assert hints(outer, inner) == {3: "→ (None, 4) · 20"}


def test_calls_in_a_call_method_of_the_program_are_shown() -> None:
    model = call(1, span(20), [None, 4], kind="model")
    inner = call(2, span(8), [None, 9], parent=1)
    assert hints(model, inner) == {20: "→ (None, 4)", 8: "→ (None, 9)"}


def test_a_method_that_was_traced_twice_counts_once() -> None:
    build = call(1, span(20), layer=50, kind="model")
    again = call(3, span(20), layer=50, kind="model")
    first = call(2, span(8), [None, 1], 7, parent=1, layer=9)
    second = call(4, span(8), [None, 2], 7, parent=3, layer=9)
    assert hints(build, again, first, second)[8] == "→ (None, 2) · 7"


def test_a_failed_call_shows_no_shape() -> None:
    assert hints(call(1, span(3), failed=True)) == {}


def test_two_layers_on_one_line() -> None:
    first = call(1, span(3, 1, 0, 5), [None, 2], 4)
    second = call(2, span(3, 6, 0, 9), [None, 1], 3)
    assert hints(first, second) == {3: "→ (None, 2) · 4  → (None, 1) · 3"}


def test_at_most_43_characters_of_hints_on_a_line() -> None:
    calls = [call(n, span(3, n, 0, 9), [None, 512, 512, 64], 1024) for n in (1, 2, 3)]
    (text,) = hints(*calls).values()
    assert text == "→ 512×512×64 · 1,024  → 512×512×64 · 1,024…"
    assert len(text) == 43


def test_a_hint_that_would_end_far_to_the_right_has_its_shapes_in_short() -> None:
    view = FileView(
        Report(PATH, calls=[call(1, span(3), [None, 26, 26, 32], 320)]), PATH, ["x = 12345\n"] * 9
    )
    (parts,) = (hint.parts for hint in view.hints)
    texts = [label(parts, InlayHints(), column) for column in (0, 74, 75)]
    assert texts == ["→ (None, 26, 26, 32) · 320"] * 2 + ["→ 26×26×32 · 320"]
    assert label(parts, InlayHints(compact_beyond=0), 75) == texts[0]
    assert label(parts, InlayHints(compact_beyond=60), 35) == texts[2]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("×4 → (None, 3, 3, 256) · 388K", "×4 → 3×3×256 · 388K"),
        ("→ [(None, 4, 8), (None, ?, 9)]", "→ [4×8, ?×9]"),
        ("x (60000, 28, 28) uint8", "x 60000×28×28 uint8"),
        # What would be no shorter, or could be taken for something else, stays.
        ("→ (None, 10) · 650", "→ (None, 10) · 650"),
        ("→ (None, None, 64)", "→ (None, None, 64)"),
        ("(60000,) uint8", "(60000,) uint8"),
        ("→ (None, len(names), 64)", "→ (None, len(names), 64)"),
    ],
)
def test_shapes_in_short(text: str, short: str) -> None:
    assert compact(text) == short


def test_calls_of_other_files_are_left_out() -> None:
    assert hints(call(1, span(3, path="/w/b.py"))) == {}


def model(total: int, line: int, name: str = "m") -> Model:
    return Model(name, name, "Sequential", span(line), weights=Weights(total, total, 0, 0))


def test_a_models_total() -> None:
    assert hints(models=[model(7, 3)]) == {3: "7 params"}
    assert hints(models=[model(7, 3, "m"), model(7, 3, "n")]) == {3: "×2 · 14 params"}


def test_a_total_is_not_said_twice() -> None:
    assert hints(call(1, span(3), [None, 4], 7), models=[model(7, 3)]) == {3: "→ (None, 4) · 7"}


def test_data_with_names_where_there_are_several() -> None:
    one = Data("x", "array", span(3), [60000, 28, 28], "uint8")
    two = Data("y", "array", span(3), [60000], None)
    assert hints(data=[one]) == {3: "(60000, 28, 28) uint8"}
    assert hints(data=[one, two]) == {3: "x (60000, 28, 28) uint8, y (60000,)"}


def test_a_tensor_is_not_said_again_behind_its_layer() -> None:
    tensor = Data("x", "tensor", span(3), [None, 4], "float32")
    other = Data("z", "tensor", span(4), [None, 9], "float32")
    assert hints(call(1, span(3)), data=[tensor, other]) == {
        3: "→ (None, 4)",
        4: "(None, 9) float32",
    }


@pytest.mark.parametrize(
    ("section", "line"), [("layers", 3), ("tensors", 4), ("data", 5), ("models", 6)]
)
def test_each_kind_can_be_switched_off(section: str, line: int) -> None:
    report = Report(
        PATH,
        calls=[call(1, span(3)), call(2, span(4), kind="input")],
        data=[Data("x", "array", span(5), [3], None)],
        models=[model(7, 6)],
    )
    view = FileView(report, PATH, ["x = 12345\n"] * 9)
    settings = InlayHints(**{section: False})
    shown = [hint.line + 1 for hint in view.hints if label(hint.parts, settings)]
    assert shown == [number for number in (3, 4, 5, 6) if number != line]


def test_the_smallest_expression_around_a_place() -> None:
    outer = call(2, span(3, 5, 0, 30))
    inner = call(1, span(3, 15, 0, 25))
    view = FileView(Report(PATH, calls=[inner, outer]), PATH, ["x"] * 5)
    found = view.at(3, 20)
    assert isinstance(found, Site)
    assert found.calls[0].id == 1
    found = view.at(3, 6)
    assert isinstance(found, Site)
    assert found.calls[0].id == 2
    assert view.at(4, 1) is None


def test_anywhere_on_a_line_with_one_layer_means_that_layer() -> None:
    view = FileView(
        Report(PATH, calls=[call(1, span(2, 15, 0, 23))]),
        PATH,
        ["\n", "    model.add(Dense(1))\n", "\n"],
    )
    assert isinstance(view.at(2, 6), Site)
    assert view.at(2, 2) is None


def test_a_failed_layer_is_found_from_anywhere_on_its_line_too() -> None:
    failed = call(1, span(1, 11, 0, 19), failed=True)
    view = FileView(Report(PATH, calls=[failed]), PATH, ["model.add(Dense(1))\n"])
    assert isinstance(view.at(1, 3), Site)


def test_a_place_in_an_expression_of_many_lines() -> None:
    report = Report(PATH, models=[Model("m", "m", "Sequential", span(2, 5, 6, 3))])
    assert isinstance(FileView(report, PATH, ["x"] * 9).at(4, 1), ModelSite)


def test_wording() -> None:
    assert [params_text(number) for number in (0, 1, 7, 388_000)] == [
        "0 params",
        "1 param",
        "7 params",
        "388K params",
    ]
    assert (change_text(1024), change_text(-1)) == ("+1,024 params", "−1 param")
    assert (shorten("abcdef", 6), shorten("abcdef", 5)) == ("abcdef", "abcd…")

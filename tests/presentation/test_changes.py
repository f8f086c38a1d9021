"""What changed in models: which layer became which, and how it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.presentation.changes import ModelChange, by_id, compare, sentence
from keras_lsp.report import Layer, Model, Span, Weights
from tests.steps import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

N = None


def layer(name: str, class_name: str = "Dense", params: int = 0, **rest: object) -> Layer:
    rest.setdefault("path", [name])
    weights = Weights(params, params, 0, 4 * params)
    return Layer(name, class_name, weights=weights, **rest)  # type: ignore[arg-type]


def model(*layers: Layer, variable: str = "model", name: str = "sequential") -> Model:
    total = sum(each.weights.total for each in layers if each.weights and len(each.path) == 1)
    return Model(
        name,
        name,
        "Sequential",
        Span("/w/a.py", 1, 1, 1, 9),
        variable,
        weights=Weights(total, total, 0, 4 * total),
        layers=[*layers],
    )


def chain(*layers: int | str) -> Model:
    """A Sequential of `Dense` layers of so many units and of others without parameters.

    Names are as Keras gives them: of each class the first without a number.
    """
    width, count, rows = 1, dict[str, int](), list[Layer]()
    for each in layers:
        class_name = "Dense" if isinstance(each, int) else each
        number = count[class_name] = count.get(class_name, -1) + 1
        name = class_name.lower() + (f"_{number}" if number else "")
        units = each if isinstance(each, int) else width
        row = layer(
            name,
            class_name,
            (width + 1) * units if isinstance(each, int) else 0,
            input_shapes=[[N, width]],
            output_shapes=[[N, units]],
            config={"units": str(units)} if isinstance(each, int) else {},
        )
        rows.append(row)
        width = units
    return model(*rows)


def told(before: Model, after: Model) -> tuple[str, list[str]]:
    """The sentence, and each layer that differs: `+ dense_1`, `~ dense`, `- dropout`."""
    (change,) = compare([before], [after])
    signs = {"added": "+", "removed": "-", "changed": "~"}
    layers = [
        f"{signs[each.kind]} {(each.after or each.before).name}"  # type: ignore[union-attr]
        for each in change.layers
    ]
    return change.text, layers


def test_nothing_is_said_if_nothing_changed() -> None:
    assert told(chain(2, 1), chain(2, 1)) == ("", [])


def test_a_wider_layer_changes_the_next_one_too() -> None:
    assert told(chain(2, 1), chain(4, 1)) == (
        "+6 params, 2 layers changed",
        ["~ dense", "~ dense_1"],
    )


def test_an_inserted_layer_does_not_change_those_that_are_renumbered() -> None:
    before, after = chain(8, 8, 8, 8, 1), chain(8, 8, 8, 8, 8, 1)
    assert told(before, after) == ("+72 params, 1 layer added", ["+ dense_4"])
    assert told(after, before) == ("−72 params, 1 layer removed", ["- dense_4"])


def test_a_layer_without_parameters_is_just_added() -> None:
    assert told(chain(2, 1), chain(2, "Dropout", 1)) == ("1 layer added", ["+ dropout"])


def test_two_places_of_a_deep_model_are_told_apart() -> None:
    before, after = [8] * 30, [8] * 30
    after[4], after[20] = 9, 7
    # Each is followed by one that takes its output.
    assert told(chain(*before), chain(*after)) == (
        "4 layers changed",
        ["~ dense_4", "~ dense_5", "~ dense_20", "~ dense_21"],
    )


def test_equal_layers_are_found_wherever_they_stand() -> None:
    before, after = chain("A", "B", "C", "D"), chain("B", "C", "D", "E")
    assert told(before, after) == ("1 layer added, 1 removed", ["- a", "+ e"])


def test_of_two_ways_to_pair_layers_the_one_that_leaves_more_unchanged_is_told() -> None:
    before, after = chain(10, 20, 30, 40, 50), chain(20, 30, 40, 50, 60)
    assert told(before, after)[1] == ["- dense", "~ dense", "+ dense_4"]


def test_what_stands_in_the_place_of_another_has_changed() -> None:
    before, after = chain(4, "Flatten", 1), chain(4, "GlobalAveragePooling", 1)
    assert told(before, after) == ("1 layer changed", ["~ globalaveragepooling"])


def test_each_kind_is_counted() -> None:
    assert told(chain(4, "Dropout", 3, "Relu"), chain(4, 2, 5, "Relu", "Softmax")) == (
        "+10 params, 1 layer added, 3 changed",
        ["~ dense_1", "~ dense_2", "~ relu", "+ softmax"],
    )


def test_a_name_that_the_program_gave_tells_which_layer_it_is() -> None:
    one, two = layer("first", params=4), layer("second", params=4)
    assert told(model(one, two), model(two)) == ("−4 params, 1 layer removed", ["- first"])


def test_a_layer_is_known_by_its_name_whatever_its_class() -> None:
    before = model(layer("a", "Flatten"), layer("core", "LSTM", 9), layer("dense"))
    after = model(layer("core", "GRU", 7), layer("b", "Dropout"), layer("dense"))
    assert told(before, after) == (
        "−2 params, 1 layer added, 1 removed, 1 changed",
        ["- a", "~ core", "+ b"],
    )


def test_another_name_alone_is_no_change() -> None:
    assert told(model(layer("dense", params=4)), model(layer("head", params=4))) == ("", [])


@pytest.mark.parametrize(
    "other",
    [
        layer("dense", config={"activation": "relu"}),
        layer("dense", output_shapes=[[N, 3]]),
        layer("dense", input_shapes=[[N, 3]]),
        layer("dense", dtype="float16"),
        Layer("dense", "Dense", ["dense"], weights=Weights(0, 0, 0, 0), output_shapes=[None]),
        Layer("dense", "Dense", ["dense"], built=False),
    ],
)
def test_configuration_shapes_and_parameters_count(other: Layer) -> None:
    assert told(model(layer("dense")), model(other)) == ("1 layer changed", ["~ dense"])


def test_a_frozen_layer_has_changed() -> None:
    frozen = Layer("dense", "Dense", ["dense"], weights=Weights(4, 0, 4, 16))
    assert told(model(layer("dense", params=4)), model(frozen)) == ("1 layer changed", ["~ dense"])


def test_where_a_layer_stands_in_the_text_does_not_count() -> None:
    moved = layer("dense", span=Span("/w/a.py", 9, 1, 9, 9))
    assert told(model(layer("dense")), model(moved)) == ("", [])


# Nested models


def nested(*inner: Layer, number: int = 0) -> Model:
    name = f"encoder_{number}" if number else "encoder"
    inside = [
        layer(
            each.name,
            each.class_name,
            each.weights.total if each.weights else 0,
            path=[name, each.name],
        )
        for each in inner
    ]
    total = sum(each.weights.total for each in inside if each.weights)
    return model(layer(name, "Encoder", total, kind="model"), *inside, layer("out"))


def marks(before: Model, after: Model) -> dict[str, str]:
    (change,) = compare([before], [after])
    return {"/".join(path): mark for path, mark in change.marks.items()}


def test_of_a_nested_model_the_layers_inside_are_counted() -> None:
    before = nested(layer("dense", params=4), layer("dense_1", params=3))
    after = nested(layer("dense", params=4), layer("dense_1", params=5))
    assert told(before, after) == ("+2 params, 1 layer changed", ["~ dense_1"])
    assert marks(before, after) == {"encoder": "changed", "encoder/dense_1": "changed"}


def test_weights_of_a_layer_that_has_layers_inside_are_its_own() -> None:
    def block(own: int, inner: int) -> Model:
        inside = layer("dense", params=inner, path=["block", "dense"])
        return model(layer("block", "Block", own + inner), inside)

    assert told(block(4, 3), block(4, 5)) == ("+2 params, 1 layer changed", ["~ dense"])
    assert told(block(4, 3), block(6, 3)) == ("+2 params, 1 layer changed", ["~ block"])
    assert told(block(4, 3), block(6, 5)) == (
        "+4 params, 2 layers changed",
        ["~ block", "~ dense"],
    )


def test_an_added_nested_model_is_one_layer() -> None:
    before, after = model(layer("out")), nested(layer("dense", params=4))
    assert told(before, after) == ("+4 params, 1 layer added", ["+ encoder"])
    assert marks(before, after) == {"encoder": "added", "encoder/dense": "added"}
    assert told(after, before) == ("−4 params, 1 layer removed", ["- encoder"])
    assert marks(after, before) == {}


def test_a_nested_model_that_is_renumbered_is_the_same() -> None:
    before, after = nested(layer("dense", params=4)), nested(layer("dense_7", params=4), number=3)
    assert told(before, after) == ("", [])


# Models


def matches(before: Sequence[Model], after: Sequence[Model]) -> list[tuple[str, str]]:
    return [
        (
            change.before.id if change.before else "",
            change.after.id if change.after else "",
        )
        for change in compare(before, after)
    ]


def test_models_are_known_by_the_programs_names_for_them() -> None:
    a, b = model(name="sequential", variable="a"), model(name="sequential_1", variable="b")
    other_b = model(name="sequential", variable="b")
    other_a = model(name="sequential_1", variable="a")
    assert matches([a, b], [other_b, other_a]) == [
        ("sequential_1", "sequential"),
        ("sequential", "sequential_1"),
    ]


def test_models_without_a_name_in_the_program_are_known_by_their_own() -> None:
    before = [model(name="encoder", variable=""), model(name="sequential", variable="")]
    after = [model(name="sequential_4", variable=""), model(name="encoder", variable="")]
    assert matches(before, after) == [("sequential", "sequential_4"), ("encoder", "encoder")]


def test_a_model_that_got_another_name_in_the_program_is_the_same() -> None:
    assert matches([model(variable="model")], [model(variable="net")]) == [
        ("sequential", "sequential")
    ]


def test_models_of_a_loop_are_known_by_their_order() -> None:
    three = [model(name=f"m{number}") for number in range(3)]
    assert matches(three[:2], three) == [("m0", "m0"), ("m1", "m1"), ("", "m2")]


def test_models_come_and_go() -> None:
    old, new = model(name="old", variable="a"), model(name="new", variable="b")
    appeared, gone = compare([old], [new])
    assert (appeared.text, gone.text) == ("new", "removed")
    assert by_id([old], [new]) == {"new": ModelChange(None, new)}


def test_several_models_are_told_in_one_sentence() -> None:
    changes = compare([chain(2)], [chain(3)]) + compare([chain(2, 1)], [chain(2, 1, 1)])
    assert sentence(changes) == "+4 params, 1 layer added, 1 changed"
    assert sentence([]) == ""


def test_large_changes_are_told_shortly() -> None:
    before, after = model(layer("dense", params=0)), model(layer("dense", params=1_234_567))
    assert told(before, after)[0] == "+1.2M params, 1 layer changed"


def test_a_model_that_is_not_built_has_no_parameters_to_compare() -> None:
    before, after = model(layer("dense")), model(layer("dense"), layer("dense_1", params=3))
    before.weights = None
    assert told(before, after)[0] == "1 layer added"


# Size


def test_the_work_grows_with_the_number_of_layers_and_not_with_its_square() -> None:
    def work(size: int) -> int:
        units = [32] * size
        before = chain(*units)
        units[size // 2] = units[size // 3] = 64
        after = chain(*units)
        assert compare([before], [after])[0].text == "+4,160 params, 4 layers changed"
        return steps(lambda: compare([before], [after]))

    assert work(10_000) < 11 * work(1_000)

import pytest

from keras_lsp.presentation import costs
from keras_lsp.presentation.costs import Amount
from keras_lsp.presentation.figures import count_text
from keras_lsp.report import Layer, Model, Span

SPAN = Span("/w/m.py", 1, 1, 1, 2)
N = None


def layer(path, class_name="Dense", shape=(N, 4), flops=None, **rest):
    path = path.split("/")
    shapes = [list(shape)] if shape else []
    rest.setdefault("dtype", "float32")
    return Layer(path[-1], class_name, path, output_shapes=shapes, flops=flops, **rest)


def model(*layers, flops=None):
    return Model("m", "m", "Functional", SPAN, layers=[*layers], flops=flops)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Amount(1234), "1,234"),
        (Amount(0), "0"),
        (Amount(1234, ("LSTM",)), "at least 1,234 (LSTM unknown)"),
        (Amount(5, ("A", "B", "C", "D")), "at least 5 (A, B, C, … unknown)"),
        (Amount(0, ("A", "B")), "unknown (A, B)"),
        (Amount(0, ("A\nB",)), "unknown (A B)"),
    ],
)
def test_what_is_not_known_is_named(amount, text):
    assert amount.text(count_text) == text


@pytest.mark.parametrize(
    ("shapes", "dtype", "size"),
    [
        ([[N, 2]], "float32", 8),
        ([[N, 2], [N, 3]], "float16", 10),
        ([[N]], "int64", 8),
        ([[N, 3]], "int4", 1),
        ([[N, N, 4]], "float32", None),
        ([[N, 4], None], "float32", None),
        ([], "float32", None),
        ([[N, 4]], None, None),
        ([[N, 4]], "string", None),
    ],
)
def test_the_memory_of_outputs_for_one_sample(shapes, dtype, size):
    assert costs.output_bytes(shapes, dtype) == size


def test_inputs_compute_nothing_and_are_not_counted():
    found = costs.of_model(model(layer("x", "InputLayer", kind="input"), layer("d", flops=36)))
    assert found.rows[0].flops == Amount(0)
    assert found.rows[0].output_bytes == Amount(16)
    assert (found.total.flops, found.total.output_bytes) == (Amount(36), Amount(16))


def test_a_nested_model_costs_what_its_layers_do_as_often_as_it_is_called():
    found = costs.of_model(
        model(
            layer("out", "Functional", kind="model", calls=2),
            layer("out/in", "Sequential", kind="model", calls=3),
            layer("out/in/a", flops=10),
            layer("out/b", flops=1),
            layer("c", flops=7),
        )
    )
    assert [row.flops.exact for row in found.rows] == [62, 30, 10, 1, 7]
    assert [row.output_bytes.exact for row in found.rows] == [128, 48, 16, 16, 16]
    assert found.times == [1, 2, 6, 2, 1]
    assert (found.total.flops.exact, found.total.output_bytes.exact) == (69, 144)


def test_one_unknown_layer_leaves_the_least_that_it_can_be():
    found = costs.of_model(
        model(
            layer("n", "Sequential", kind="model"),
            layer("n/a", flops=36),
            layer("n/b", "Own"),
            layer("c", "LSTM", shape=(N, N, 4)),
            layer("d", "Own"),
        )
    )
    assert found.rows[0].flops == Amount(36, ("Own",))
    assert found.total.flops == Amount(36, ("Own", "LSTM"))
    assert found.total.output_bytes == Amount(48, ("LSTM",))
    assert found.total.flops.exact is None


def test_a_nested_model_of_which_nothing_is_listed_is_unknown():
    found = costs.of_model(model(layer("n", "Net", kind="model"), layer("d", flops=3)))
    assert found.total.flops == Amount(3, ("Net",))


def test_what_the_run_counted_is_believed():
    assert costs.of_model(model(layer("a"), flops=9)).total.flops == Amount(9)


def test_sums_of_numbers_that_may_not_be_known():
    assert costs.sum_of([(3, "A"), (None, "B"), (4, "A"), (None, "B")]) == Amount(7, ("B",))
    assert costs.sum_of([]) == Amount()


def test_a_layer_with_layers_inside_takes_what_it_says_itself():
    block = layer("b", "Block", flops=100, calls=2)
    found = costs.of_model(model(block, layer("b/d", flops=40), layer("b/e", flops=5)))
    assert [row.flops for row in found.rows] == [Amount(100), Amount(40), Amount(5)]
    assert found.total.flops == Amount(100)
    assert (found.times, found.total.output_bytes) == ([1, 2, 2], Amount(2 * 2 * 16))


def test_without_a_count_it_takes_at_least_what_is_inside():
    block = layer("b", "Block", calls=2)
    inner = layer("b/d", flops=40), layer("b/e", "Own"), layer("b/f", flops=1, uncounted=["Lu"])
    found = costs.of_model(model(block, *inner))
    assert found.rows[0].flops == Amount(82, ("Block", "Own", "Lu"))
    assert found.total.flops == found.rows[0].flops


def test_operations_that_are_not_known_are_named():
    found = costs.of_model(model(layer("b", "Block", flops=64, uncounted=["MatrixInverse"])))
    assert found.total.flops.text(count_text) == "at least 64 (MatrixInverse unknown)"


def test_figures_of_one_step_say_so():
    found = costs.of_model(model(layer("a", flops=2), layer("b", flops=3, one_step=True)))
    assert found.total.flops == Amount(5, one_step=True)
    assert costs.unit(found.total.flops) == "one sample and one step"
    assert costs.unit(found.rows[0].flops) == "one sample"


def test_a_model_whose_making_was_given_up_costs_at_least_what_is_known_of_it():
    unfinished = model(layer("a", flops=7), flops=7)
    unfinished.unfinished = True
    total = costs.of_model(unfinished).total
    assert total.flops.text(str) == "at least 7 (others unknown)"
    assert total.output_bytes.text(str) == "at least 16 (others unknown)"
    assert costs.flops_of(unfinished).text(str) == "at least 7 (others unknown)"

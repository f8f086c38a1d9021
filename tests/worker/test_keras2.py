"""The same programs as in `test_programs` under Keras 2.15, and under `tf_keras`.

Where Keras 2 has another answer, the expectation has the tag `keras2`. Programs for Keras 2
alone are in `programs/keras2`. For `tf_keras` what a program imports is given another name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.programs import imports
from keras_lsp.runs.local_workers import LocalWorkers
from tests.expectations import PROGRAMS, programs_of_keras2, tagged, title
from tests.expectations.jobs import KERAS2 as PYTHON
from tests.expectations.jobs import job
from tests.sampling import sampled
from tests.worker.test_programs import check

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.workers import Job

KERAS2 = pytest.param(
    "keras2",
    marks=pytest.mark.skipif(
        not PYTHON.exists(),
        reason="Keras 2.15 is not installed: TensorFlow 2.15 is for Python 3.10 and 3.11 "
        "(`make .venv/.keras2`)",
    ),
)
TF_KERAS = pytest.param("tf_keras")

SAME = [
    "add_unequal", "backbone_frozen", "bidirectional_text", "builders_that_fail",
    "builders_uncalled", "clone_and_reuse", "compiled_with_unknown", "comprehension",
    "concatenate_mismatch", "convolution_on_small_image", "convolution_without_channels",
    "convolutional_autoencoder", "custom_layer_without_build", "decorated", "dense_on_scalars",
    "directives", "ends_early", "error_in_a_loop", "error_in_helper_class",
    "error_in_subclassed_call", "feature_extractor",
    "fit_by_name", "fit_cardinality", "fit_generator_that_fails", "fit_inputs_swapped",
    "fit_on_batches", "fit_own_callback", "fit_sparse_targets", "fit_tf_data_unbatched",
    "fit_too_few_weights", "fit_two_outputs", "fit_unknown_input_name",
    "fit_validation_of_another_shape", "fit_without_compile", "fit_without_targets",
    "fit_wrong_input", "functional_two_in_two_out", "handled_error", "helper_function",
    "ignored_problems", "loop_of_layers", "lstm_on_lstm", "main_guard",
    "mixed_precision", "mnist_script", "nested_sequential",
    "parameters_at_the_end", "partial_layers", "predict_wrong_input",
    "reshape_size", "seq2seq",
    "sequential_built_later", "sequential_called_on_data", "sequential_list", "sequential_pop",
    "set_weights_mismatch", "shared_layer_other_width", "star_of_a_missing_package",
    "strategy_scope", "subclassed_layer_dict", "subclassed_layer_list",
    "subclassed_then_trained", "tabs", "tf_data", "too_small_for_pooling",
    "train_and_evaluate", "training_by_hand", "tutorial_model", "tutorial_summary",
    "tutorial_tensorflow", "two_errors_in_branches", "two_layers_on_a_line", "u_net",
    "undefined_dimension", "wrong_arguments",
]  # fmt: skip
OWN = tagged("keras2")
# The names of its modules stand in what is said.
NOT_AS_TF_KERAS = {"keras_2_modules"}
CASES = [
    pytest.param(
        program, *flavour.values, marks=flavour.marks, id=f"{title(program)}-{flavour.values[0]}"
    )
    for program in (*(PROGRAMS / f"{name}.py" for name in SAME), *OWN, *programs_of_keras2())
    for flavour in (KERAS2, TF_KERAS)
    if flavour is KERAS2 or title(program) not in NOT_AS_TF_KERAS
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[LocalWorkers]:
    local = LocalWorkers()
    yield local
    await local.close()


_AS_TF_KERAS = (
    (r"^( *)import keras\b(?! *as)", r"\1import tf_keras as keras"),
    (r"^( *from) keras\b", r"\1 tf_keras"),
    (r"^( *from) tensorflow\.keras\b", r"\1 tf_keras"),
    (r"^( *from) tensorflow import keras\b", r"\1 tf_keras.api._v2 import keras"),
    (r"^( *)import tensorflow as tf\b", r"\1import tf_keras, tensorflow as tf"),
    (r"\btf\.keras\.", "tf_keras."),
)


def of_flavour(made: Job, flavour: str) -> Job:
    """The job with the Keras of the flavour."""
    if flavour == "keras2":
        return replace(made, config=replace(made.config, interpreter=str(PYTHON)))
    text = made.text
    for pattern, name in _AS_TF_KERAS:
        text = re.sub(pattern, name, text, flags=re.MULTILINE)
    return replace(made, text=text, preload=("tf_keras", *made.preload))


async def found(made: Job, workers: LocalWorkers) -> Report:
    report = await workers.run(made)
    assert report.status == "ok", report.problems
    return report


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("program", "flavour"), sampled(CASES))
async def test_the_run_finds_exactly_what_is_expected(
    program: Path, flavour: str, workers: LocalWorkers
) -> None:
    tag = "keras2" if program in OWN else ""
    report = await check(program, of_flavour(job(program), flavour), workers, tag)
    assert report.keras is not None
    assert report.keras.flavour == flavour


ROWS = """\
import keras
from keras import layers

plain = keras.Sequential([layers.Dense(4, input_shape=(6,)), layers.Dense(3)], name="plain")
x = inputs = keras.Input((6,))
x = layers.BatchNormalization()(plain(x))
x = layers.Add()([x * 2.0, layers.Dense(3)(inputs)])
graph = keras.Model(inputs, [x, layers.Dense(2)(x)], name="graph")


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(5)
        self.norm = layers.LayerNormalization()

    def call(self, x):
        return self.norm(self.first(x))


own = Own()
own(keras.Input((2,)))
for model in (plain, graph, own):
    model.summary(line_length=150)
"""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("flavour", [KERAS2, TF_KERAS])
async def test_the_rows_of_a_model_are_those_of_its_summary(
    flavour: str, workers: LocalWorkers
) -> None:
    made = replace(job(PROGRAMS / "tutorial_model.py"), text=ROWS)
    report = await found(of_flavour(made, flavour), workers)
    printed = "".join(output.text for output in report.output)
    listed = re.findall(r"(?m)^ *(\S+) \((\w+)\) .*? (\d+) +(?:\[|$)", printed)
    rows = [
        (row.name, row.class_name, str(row.weights.total if row.weights else 0))
        for model in report.models
        for row in model.layers
        if len(row.path) == 1
    ]
    assert listed == rows
    assert [len(model.layers) for model in report.models] == [2, 9, 2]
    totals = re.findall(r"Total params: (\d+)", printed)
    assert totals == [str(model.weights.total) for model in report.models if model.weights]
    graph = report.models[1]
    ends = {row.name: row.inbound for row in graph.layers if len(row.path) == 1}
    assert sorted(ends["add"]) == ["dense_2", "tf.math.multiply"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("flavour", [KERAS2, TF_KERAS])
async def test_what_is_added_to_a_sequential_is_called_once(
    flavour: str, workers: LocalWorkers
) -> None:
    text = (
        "import keras\nmodel = keras.Sequential([keras.Input((4,))])\n"
        "for _ in range(60):\n    model.add(keras.layers.Dense(4))\n"
    )
    made = replace(job(PROGRAMS / "tutorial_model.py"), text=text)
    report = await found(of_flavour(made, flavour), workers)
    assert [call.span.line for call in report.calls] == [2, *[4] * 60]
    assert [len(model.layers) for model in report.models] == [60]


HUGE = """\
import keras
from keras import layers

tokens = keras.Input((2048,), dtype="int32")
x = layers.Embedding(50257, 12288)(tokens)
for _ in range(24):
    h = layers.LayerNormalization()(x)
    x = layers.Add()([x, layers.MultiHeadAttention(96, 128)(h, h)])
    h = layers.Dense(4 * 12288, activation="gelu")(layers.LayerNormalization()(x))
    x = layers.Add()([x, layers.Dense(12288)(h)])
model = keras.Model(tokens, layers.Dense(50257)(layers.LayerNormalization()(x)))
"""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("flavour", [KERAS2, TF_KERAS])
async def test_weights_take_no_memory(flavour: str, workers: LocalWorkers) -> None:
    tutorial = job(PROGRAMS / "tutorial_model.py")
    made = replace(tutorial, text=HUGE, config=replace(tutorial.config, memory_limit=1 << 30))
    report = await found(of_flavour(made, flavour), workers)
    assert report.problems == []
    assert [model.weights.total for model in report.models if model.weights] == [44725568593]


LEGACY = "import os\nos.environ['TF_USE_LEGACY_KERAS']"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "flavour"),
    [
        ("import tf_keras as keras", "tf_keras"),
        (f"{LEGACY} = '1'\nimport tensorflow as tf\nkeras = tf.keras", "tf_keras"),
        (f"{LEGACY} = '0'\nfrom tensorflow import keras", "keras3"),
        (f"{LEGACY} = '1'\nimport keras", "keras3"),
    ],
    ids=["by name", "tf.keras, old", "tf.keras, new", "keras"],
)
async def test_each_program_has_a_worker_with_the_keras_that_it_imports(
    text: str, flavour: str, workers: LocalWorkers
) -> None:
    text += "\nkeras.Input((3,))\n"
    made = replace(job(PROGRAMS / "tutorial_model.py"), text=text)
    own = imports.module(text)
    made = replace(made, preload=tuple(item.top for item in own.imports))
    report = await found(made, workers)
    assert report.keras is not None
    assert report.keras.flavour == flavour
    assert [call.class_name for call in report.calls] == ["InputLayer"]

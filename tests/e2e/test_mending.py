"""Quick fixes of shape, training and naming problems: offered, applied, the problem gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.mending_cases import IMPORTS, MORE, Case
from tests.e2e.mending_shapes import SHAPES
from tests.sampling import sampled

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASES = {
    "Dense on an image, added": Case(
        IMPORTS + "model = keras.Sequential()\n"
        "model.add(keras.Input((28, 28, 1)))\n"
        'model.add(layers.Conv2D(8, 3, activation="relu"))\n'
        'model.add(layers.Dense(10, activation="softmax"))\n',
        "KL203",
        8,
        [
            "Insert Flatten() → (None, 10), 54,170 params",
            "Insert GlobalAveragePooling2D() → (None, 10), 170 params",
        ],
        "model.add(layers.Dense",
        "model.add(layers.Flatten())\nmodel.add(layers.Dense",
    ),
    "Dense on an image, listed, with names imported": Case(
        "from keras.layers import Conv2D, Dense, Input\nfrom keras.models import Sequential\n\n"
        "model = Sequential([\n"
        "    Input((28, 28, 1)),\n"
        "    Conv2D(8, 3),\n"
        "    Dense(10),\n"
        "])\n",
        "KL203",
        7,
        [
            "Insert Flatten() → (None, 10), 54,170 params",
            "Insert GlobalAveragePooling2D() → (None, 10), 170 params",
        ],
        "Dense, Input\nfrom keras.models import Sequential\n\nmodel = Sequential([\n"
        "    Input((28, 28, 1)),\n    Conv2D(8, 3),\n",
        "Dense, Input, Flatten\nfrom keras.models import Sequential\n\nmodel = Sequential([\n"
        "    Input((28, 28, 1)),\n    Conv2D(8, 3),\n    Flatten(),\n",
    ),
    "Dense on an image, called": Case(
        IMPORTS + "image = keras.Input((28, 28, 1))\n"
        "x = layers.Conv2D(8, 3)(image)\n"
        "model = keras.Model(image, layers.Dense(10)(x))\n",
        "KL203",
        7,
        [
            "Insert Flatten() → (None, 10), 54,170 params",
            "Insert GlobalAveragePooling2D() → (None, 10), 170 params",
        ],
        "layers.Dense(10)(x)",
        "layers.Dense(10)(layers.Flatten()(x))",
    ),
    "a recurrent layer on a last state": Case(
        IMPORTS + "model = keras.Sequential()\n"
        "model.add(keras.Input((50, 8)))\n"
        "model.add(layers.Bidirectional(layers.LSTM(16)))\n"
        "model.add(layers.Dropout(0.2))\n"
        "model.add(layers.GRU(4))\n",
        "KL101",
        9,
        ["Add `return_sequences=True` to `bidirectional` → (None, 4), 3,656 params"],
        "layers.LSTM(16)",
        "layers.LSTM(16, return_sequences=True)",
    ),
    "an image without channels": Case(
        IMPORTS + "model = keras.Sequential()\n"
        "model.add(keras.Input(shape=(28, 28)))\n"
        "model.add(layers.Conv2D(8, 3))\n",
        "KL101",
        7,
        [
            "Set the input shape to (28, 28, 1) → (None, 26, 26, 8), 80 params",
            "Insert Reshape((28, 28, 1)) → (None, 26, 26, 8), 80 params",
        ],
        "shape=(28, 28)",
        "shape=(28, 28, 1)",
    ),
    "an input of another width than the data": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.zeros((60, 1))\n"
        "model = keras.Sequential()\n"
        "model.add(layers.Dense(1, input_dim=10))\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL401",
        9,
        ["Set the input shape to (20,), like the data → (None, 1), 21 params"],
        "input_dim=10",
        "input_dim=20",
    ),
    "images for a model of vectors": Case(
        IMPORTS + "x, y = np.zeros((60, 4, 4)), np.zeros((60, 1))\n"
        "image = keras.Input((16,))\n"
        "model = keras.Model(image, layers.Dense(1)(image))\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL401",
        9,
        ["Reshape `x` to (None, 16)"],
        "fit(x, y)",
        "fit(x.reshape(-1, 16), y)",
    ),
    "as many units as classes": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.eye(3)[np.arange(60) % 3]\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(10, activation="softmax"))\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL402",
        9,
        ["Give `dense` 3 units → (None, 3), 63 params"],
        "Dense(10,",
        "Dense(3,",
    ),
    "integers with the loss for columns": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 10\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(10, activation="softmax"))\n'
        "model.compile('adam', loss='categorical_crossentropy')\n"
        "model.fit(x, y)\n",
        "KL402",
        9,
        [
            "Use the loss `sparse_categorical_crossentropy`",
            "One-hot the targets: `keras.utils.to_categorical(y, 10)`",
        ],
        "loss='categorical",
        "loss='sparse_categorical",
    ),
    "integers where the model is evaluated": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 10\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(10, activation="softmax"))\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.evaluate(x, y)\n",
        "KL402",
        9,
        [
            "Use the loss `sparse_categorical_crossentropy`",
            "One-hot the targets: `keras.utils.to_categorical(y, 10)`",
        ],
        '"categorical',
        '"sparse_categorical',
    ),
    "integers with the loss for true and false": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 10\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(10, activation="softmax"))\n'
        'model.compile("adam", "binary_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL402",
        9,
        ["Use the loss `sparse_categorical_crossentropy`"],
        '"binary',
        '"sparse_categorical',
    ),
    "columns with the loss for integers": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.eye(10)[np.arange(60) % 10]\n"
        "model = keras.Sequential([keras.Input((20,)), layers.Dense(10)])\n"
        "loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)\n"
        'model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n'
        "model.fit(x, y)\n",
        "KL402",
        9,
        [
            "Use the loss `CategoricalCrossentropy`",
            "Give the classes as integers: `y.argmax(axis=-1)`",
        ],
        '"adam", keras.losses.SparseCategorical',
        '"adam", keras.losses.Categorical',
    ),
    "labels from 1 on": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 10 + 1\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(10, activation="softmax"))\n'
        'model.compile("adam", "sparse_categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL412",
        9,
        ["Subtract 1 from `y`"],
        "fit(x, y)",
        "fit(x, y - 1)",
    ),
    "more classes than units, with the loss for columns": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 10\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(2, activation="softmax"))\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL402",
        9,
        [
            "Use the loss `sparse_categorical_crossentropy` and give `dense` 10 units",
        ],
        'Dense(2, activation="softmax"))\nmodel.compile("adam", "categorical',
        'Dense(10, activation="softmax"))\nmodel.compile("adam", "sparse_categorical',
    ),
    "two units for true and false": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 2\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(2, activation="sigmoid"))\n'
        'model.compile("adam", "binary_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL402",
        9,
        [
            "Give `dense` 1 unit → (None, 1), 21 params",
            (
                "Use the loss `sparse_categorical_crossentropy` and use "
                '`activation="softmax"` in `dense`'
            ),
        ],
        "Dense(2,",
        "Dense(1,",
    ),
    "sigmoid before a loss that applies softmax": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 3\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        'model.add(layers.Dense(3, activation="sigmoid"))\n'
        "loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)\n"
        'model.compile("adam", loss)\n'
        "model.fit(x, y)\n",
        "KL411",
        7,
        ["Remove the activation of `dense`"],
        'Dense(3, activation="sigmoid")',
        "Dense(3)",
    ),
    "branches of unequal size": Case(
        IMPORTS + "image = keras.Input((32, 32, 3))\n"
        "a = layers.Conv2D(8, 3)(image)\n"
        'b = layers.Conv2D(8, 3, padding="same")(image)\n'
        "model = keras.Model(image, layers.concatenate([a, b]))\n",
        "KL102",
        8,
        [
            'Use `padding="same"` in `conv2d` → (None, 32, 32, 16), 448 params',
            "Crop `b` to the size of the other → (None, 30, 30, 16), 448 params",
        ],
        "Conv2D(8, 3)(",
        'Conv2D(8, 3, padding="same")(',
    ),
    "branches of unequal width": Case(
        IMPORTS + "image = keras.Input((8, 8, 3))\n"
        "a = layers.Conv2D(8, 1)(image)\n"
        "b = layers.BatchNormalization()(layers.Conv2D(16, 1)(image))\n"
        "model = keras.Model(image, layers.add([a, b]))\n",
        "KL102",
        8,
        [
            "Give `conv2d_1` 8 filters → (None, 8, 8, 8), 96 params",
            "Give `conv2d` 16 filters → (None, 8, 8, 16), 192 params",
        ],
        "Conv2D(16, 1)",
        "Conv2D(8, 1)",
    ),
    "a Reshape to another size": Case(
        IMPORTS + "model = keras.Sequential([keras.Input((100,))])\n"
        "model.add(layers.Dense(98))\n"
        "model.add(layers.Reshape((7, 7, 1)))\n",
        "KL104",
        7,
        [
            "Reshape to (7, 7, 2) → (None, 7, 7, 2), 9,898 params",
            "Reshape to (7, 14, 1) → (None, 7, 14, 1), 9,898 params",
            "Reshape to (14, 7, 1) → (None, 14, 7, 1), 9,898 params",
            "Give `dense` 49 units → (None, 7, 7, 1), 4,949 params",
        ],
        "(7, 7, 1)",
        "(7, 7, 2)",
    ),
    "a misspelt argument": Case(
        IMPORTS
        + "x = keras.Input((9,))\nmodel = keras.Model(x, layers.Dense(3, use_bais=False)(x))\n",
        "KL601",
        6,
        ["Rename `use_bais` to `use_bias` → (None, 3), 27 params"],
        "use_bais",
        "use_bias",
    ),
    "an argument of another name": Case(
        IMPORTS + "x = keras.Input((9,))\nmodel = keras.Model(x, layers.Dense(unit=3)(x))\n",
        "KL601",
        6,
        ["Rename `unit` to `units` → (None, 3), 30 params"],
        "unit=3",
        "units=3",
    ),
    "an unknown activation": Case(
        IMPORTS + "x = keras.Input((9,))\nmodel = keras.Model(x, layers.Dense(3, 'sigmod')(x))\n",
        "KL601",
        6,
        ["Use `sigmoid` → (None, 3), 30 params", "Use `log_sigmoid` → (None, 3), 30 params"],
        "'sigmod'",
        "'sigmoid'",
    ),
    "a kernel larger than the input": Case(
        IMPORTS + "model = keras.Sequential([keras.Input((4, 4, 1))])\n"
        "model.add(layers.Conv2D(8, (5, 5)))\n",
        "KL103",
        6,
        [
            'Use `padding="same"` in `conv2d` → (None, 4, 4, 8), 208 params',
            "Use `kernel_size=4` → (None, 1, 1, 8), 136 params",
        ],
        "(5, 5))",
        '(5, 5), padding="same")',
    ),
    "a Flatten of unknown size": Case(
        IMPORTS + "model = keras.Sequential([keras.Input((None, None, 3))])\n"
        "model.add(layers.Conv2D(8, 3))\n"
        "model.add(layers.Flatten())\n"
        "model.add(layers.Dense(1))\n",
        "KL106",
        8,
        ["Replace `flatten` with GlobalAveragePooling2D() → (None, 1), 233 params"],
        "Flatten()",
        "GlobalAveragePooling2D()",
    ),
    "a sequence for targets of one value": Case(
        IMPORTS + "x, y = np.zeros((60, 7, 4)), np.eye(3)[np.arange(60) % 3]\n"
        "model = keras.Sequential([keras.Input((7, 4))])\n"
        "model.add(layers.LSTM(8, return_sequences=True))\n"
        'model.add(layers.Dense(3, activation="softmax"))\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL402",
        10,
        [
            "Insert Flatten() → (None, 3), 587 params",
            "Insert GlobalAveragePooling1D() → (None, 3), 443 params",
            "Remove `return_sequences=True` from `lstm` → (None, 8), 443 params",
        ],
        "model.add(layers.Dense",
        "model.add(layers.Flatten())\nmodel.add(layers.Dense",
    ),
    "raw images": Case(
        "import keras\nfrom keras import layers\n\n"
        "(x, y), _ = keras.datasets.mnist.load_data()\n"
        "model = keras.Sequential([\n"
        "    keras.Input((28, 28)),\n"
        "    layers.Flatten(),\n"
        '    layers.Dense(10, activation="softmax"),\n'
        "])\n"
        'model.compile("adam", "sparse_categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL414",
        11,
        ["Insert Rescaling(1 / 255)"],
        "    layers.Dense",
        "    layers.Rescaling(1 / 255),\n    layers.Dense",
    ),
    "indices beyond an embedding": Case(
        IMPORTS + "x, y = np.arange(100).reshape(10, 10), np.zeros((10, 1))\n"
        "model = keras.Sequential()\n"
        "model.add(layers.Embedding(50, 4))\n"
        "model.add(layers.Flatten())\n"
        "model.add(layers.Dense(1))\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL415",
        11,
        ["Give `embedding` 100 rows → (None, 10, 4), 441 params"],
        "Embedding(50, 4)",
        "Embedding(100, 4)",
    ),
    "no activation before a loss of probabilities": Case(
        IMPORTS + "x, y = np.zeros((60, 20)), np.arange(60) % 2\n"
        "model = keras.Sequential([keras.Input((20,))])\n"
        "model.add(layers.Dense(1))\n"
        'model.compile("adam", "binary_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL411",
        7,
        [
            'Use `activation="sigmoid"` in `dense`',
            "Use `keras.losses.BinaryCrossentropy(from_logits=True)`",
        ],
        "Dense(1)",
        'Dense(1, activation="sigmoid")',
    ),
    "softmax over one unit": Case(
        IMPORTS + "x = keras.Input((9,))\n"
        'model = keras.Model(x, layers.Dense(1, activation="softmax")(x))\n',
        "KL205",
        6,
        ['Use `activation="sigmoid"` in `dense`'],
        "softmax",
        "sigmoid",
    ),
    **MORE,
    **SHAPES,
}


@pytest.mark.parametrize("name", sampled(CASES, every=2))
async def test_a_problem_is_mended(desk: Desk, name: str) -> None:
    case = CASES[name]
    file = await desk.opened("model.py", case.text)
    (problem,) = [each for each in await file.problems() if " hint " not in each]
    assert problem.split()[2] == f"{case.code}:"
    fixes = await file.fixes(case.line)
    assert list(fixes) == case.titles
    assert case.text.count(case.old) == 1
    file.apply(fixes[case.titles[0]])
    assert file.text == case.text.replace(case.old, case.new)
    assert await file.saved() == []


@pytest.mark.parametrize(
    "name", sampled([name for name, case in CASES.items() if len(case.titles) > 1], every=4)
)
async def test_each_of_several_ways_mends_it(desk: Desk, name: str) -> None:
    case = CASES[name]
    for title in case.titles[1:]:
        file = await desk.opened(f"way_{case.titles.index(title)}.py", case.text)
        file.apply((await file.fixes(case.line))[title])
        assert await file.saved() == []


async def test_what_training_tells_is_mended_where_the_edit_is(desk: Desk) -> None:
    case = CASES["integers where the model is evaluated"]
    file = await desk.opened("compiled.py", case.text)
    await file.problems()
    compiled = case.line - 1
    fixes = await file.fixes(compiled)
    assert list(fixes) == case.titles[:1]
    actions = await file.actions(compiled, "quickfix")
    # Nothing is to be ignored there.
    assert [action.title for action in actions] == case.titles[:1]
    assert await file.fixes(compiled - 1) == {}
    file.apply(fixes[case.titles[0]])
    assert await file.saved() == []

"""Quick fixes in a real session: each is offered, applied, and the problem is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as t

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODEL = """\
import keras
import numpy as np

x, y = np.zeros((8, 4)), np.zeros((8, 1))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
"""

CASES = {
    "a module's name": (
        "from keras.utils.np_utils import to_categorical\nprint(to_categorical([1, 2]))\n",
        1,
        "Import from `keras.utils`",
        "from keras.utils import to_categorical\nprint(to_categorical([1, 2]))\n",
    ),
    "names of several homes": (
        "from keras.engine.topology import Layer, Sequential\nprint(Layer, Sequential)\n",
        1,
        "Import from `keras.layers`",
        (
            "from keras.layers import Layer\nfrom keras.models import Sequential\n"
            "print(Layer, Sequential)\n"
        ),
    ),
    "a module": (
        "from keras.utils import np_utils\nprint(np_utils.to_categorical([1, 2]))\n",
        1,
        "Import from `keras.utils`",
        "from keras.utils import to_categorical\nprint(to_categorical([1, 2]))\n",
    ),
    "a module of TensorFlow's": (
        (
            "from tensorflow.keras.layers.experimental.preprocessing import Rescaling\n"
            "print(Rescaling(1 / 255))\n"
        ),
        1,
        "Import from `tensorflow.keras.layers`",
        "from tensorflow.keras.layers import Rescaling\nprint(Rescaling(1 / 255))\n",
    ),
    "everything of a module": (
        "from keras.layers.core import *\nprint(Dense(2))\n",
        1,
        "Import from `keras.layers`",
        "from keras.layers import *\nprint(Dense(2))\n",
    ),
    "an imported name": (
        "from keras.losses import mse, mae as error\nprint(mse, error)\n",
        1,
        "Import it from its new module",
        (
            "from keras.losses import mean_squared_error, mean_absolute_error as error\n"
            "print(mean_squared_error, error)\n"
        ),
    ),
    "an attribute of a module": (
        "import keras\nprint(keras.losses.mse([[1.0]], [[2.0]]))\n",
        2,
        "Replace with `keras.losses.mean_squared_error`",
        "import keras\nprint(keras.losses.mean_squared_error([[1.0]], [[2.0]]))\n",
    ),
    "a function of the back end": (
        (
            "import numpy as np\nfrom keras import backend as K\n"
            "x = np.ones((1, 1))\nK.concatenate([x, x])\n"
        ),
        4,
        "Replace with `keras.ops.concatenate`",
        (
            "import numpy as np\nfrom keras import backend as K\nfrom keras import ops\n"
            "x = np.ones((1, 1))\nops.concatenate([x, x], axis=-1)\n"
        ),
    ),
    "an argument of a layer": (
        "from keras.layers import Dense\nlayer = Dense(\n    output_dim=2,\n)\n",
        3,
        "Rename `output_dim` to `units`",
        "from keras.layers import Dense\nlayer = Dense(\n    units=2,\n)\n",
    ),
    "an argument without a successor": (
        "from keras.layers import BatchNormalization\nx = BatchNormalization(mode=0, axis=1)\n",
        2,
        "Remove `mode`",
        "from keras.layers import BatchNormalization\nx = BatchNormalization(axis=1)\n",
    ),
    "a shape with a batch size": (
        "from keras.layers import Dense\nlayer = Dense(2, batch_input_shape=(None, 4))\n",
        2,
        "Use `input_shape`",
        "from keras.layers import Dense\nlayer = Dense(2, input_shape=(4,))\n",
    ),
    "an argument that only warns": (
        "from keras.layers import Embedding\nlayer = Embedding(10, 4, input_length=3)\n",
        2,
        "Remove `input_length`",
        "from keras.layers import Embedding\nlayer = Embedding(10, 4)\n",
    ),
    "an argument of an optimizer": (
        "from keras.optimizers import Adam\nprint(Adam(lr=0.001))\n",
        2,
        "Rename `lr` to `learning_rate`",
        "from keras.optimizers import Adam\nprint(Adam(learning_rate=0.001))\n",
    ),
    "an argument of fit": (
        MODEL + "model.fit(x, y, nb_epoch=2)\n",
        7,
        "Rename `nb_epoch` to `epochs`",
        MODEL + "model.fit(x, y, epochs=2)\n",
    ),
    "a method": (
        MODEL + "print(model.predict_classes(x))\n",
        7,
        "Replace with `predict`",
        MODEL + 'print((model.predict(x) > 0.5).astype("int32"))\n',
    ),
    "a method with other arguments": (
        MODEL + "model.fit_generator(((x, y) for _ in 'ab'), 1, 1, workers=4)\n",
        7,
        "Replace with `fit`",
        MODEL + "model.fit(((x, y) for _ in 'ab'), steps_per_epoch=1, epochs=1)\n",
    ),
    "an attribute": (
        MODEL + "print(model.layers[0].output_shape)\n",
        7,
        "Replace with `output.shape`",
        MODEL + "print(model.layers[0].output.shape)\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_removed_api_is_replaced(desk: Desk, case: str) -> None:
    before, line, title, after = CASES[case]
    file = await desk.opened("model.py", before)
    assert {problem.split()[2][:4] for problem in await file.problems()} == {"KL50"}
    fixes = await file.fixes(line)
    assert [each for each in fixes if each != "Replace all removed Keras APIs in this file"] == [
        title
    ]
    assert fixes[title].is_preferred
    (said,) = fixes[title].diagnostics or ()
    assert str(said.code)[:4] == "KL50"
    file.apply(fixes[title])
    assert file.text == after
    assert await file.saved() == []


OLD = """\
import numpy as np
from keras.models import Sequential
from keras.layers.core import Dense, Dropout
from keras.optimizers import SGD
from keras import backend as K
from keras.utils import np_utils

def loss(a, b):
    return K.mean(K.square(a - b), axis=-1)

model = Sequential()
model.add(Dense(output_dim=8, init="uniform", input_dim=4))
model.add(Dropout(p=0.5))
model.add(Dense(10, activation="softmax"))
model.compile(loss=loss, optimizer=SGD(lr=0.1))
x, y = np.zeros((20, 4)), np_utils.to_categorical(np.arange(20) % 10)
model.fit(x, y, nb_epoch=2)
classes = model.predict_classes(x)
"""

NEW = """\
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Dropout
from keras.optimizers import SGD
from keras import backend as K
from keras.utils import to_categorical
from keras import ops

def loss(a, b):
    return ops.mean(ops.square(a - b), axis=-1)

model = Sequential()
model.add(Dense(units=8, kernel_initializer="uniform", input_dim=4))
model.add(Dropout(rate=0.5))
model.add(Dense(10, activation="softmax"))
model.compile(loss=loss, optimizer=SGD(learning_rate=0.1))
x, y = np.zeros((20, 4)), to_categorical(np.arange(20) % 10)
model.fit(x, y, epochs=2)
classes = model.predict(x).argmax(axis=-1)
"""


@pytest.mark.parametrize("way", ["on save", "from the menu"])
async def test_all_of_a_file_are_replaced_at_once(desk: Desk, way: str) -> None:
    file = await desk.opened("old.py", OLD)
    if way == "on save":
        (action,) = await file.actions(1, "source.fixAll")
        assert action.kind == "source.fixAll.keras-lsp"
    else:
        action = (await file.fixes(3))["Replace all removed Keras APIs in this file"]
    file.apply(action)
    assert file.text == NEW
    assert await file.saved() == []
    assert await file.actions(1, "source.fixAll.keras-lsp") == []


async def test_what_does_not_help_is_not_offered(desk: Desk) -> None:
    text = "from keras.layers import Dense\nprint(Dense(units=2, output_dim=3))\n"
    file = await desk.opened("model.py", text)
    assert await file.problems() != []
    assert await file.fixes(2) == {}


async def test_nothing_is_offered_on_a_line_that_was_edited(desk: Desk) -> None:
    file = await desk.opened("model.py", "from keras.optimizers import Adam\nAdam(lr=0.1)\n")
    file.insert(1, "import keras")
    assert list(await file.fixes(3)) == ["Rename `lr` to `learning_rate`"]
    file.replace(3, "Adam(lr=0.2)")
    assert await file.fixes(3) == {}


async def test_a_fix_stands_in_the_module_that_another_program_runs(desk: Desk) -> None:
    module = "from keras.layers import Dense\n\ndef make():\n    return Dense(output_dim=3)\n"
    opened = desk.open("blocks.py", module)
    await opened.diagnostics()
    await desk.opened("train.py", "import keras\nfrom blocks import make\nlayer = make()\n")
    fixes = await opened.fixes(4)
    assert list(fixes) == ["Rename `output_dim` to `units`"]


async def test_a_problem_can_be_let_pass(desk: Desk) -> None:
    file = await desk.opened("model.py", "import keras\nprint(keras.layers.Dense(0))\n")
    assert [problem.split()[2] for problem in await file.problems()] == ["KL601:"]
    (action,) = [
        each for each in await file.actions(2) if each.title == "Ignore KL601 on this line"
    ]
    file.apply(action)
    assert file.text.endswith("Dense(0))  # keras-lsp: ignore[KL601]\n")
    assert await file.saved() == []


UNUSED = """\
import keras

x = keras.Input((4,))
y = keras.layers.Dense(3)(x)
model = keras.Model(x, keras.layers.Dense(2)(x))
"""


@pytest.mark.parametrize("where", ["on this line", "in this file"])
async def test_what_a_rule_says_can_be_let_pass(desk: Desk, where: str) -> None:
    file = await desk.opened("model.py", UNUSED)
    assert [problem.split()[2] for problem in await file.problems()] == ["KL201:"]
    titles = {each.title: each for each in await file.actions(4)}
    file.apply(titles[f"Ignore KL201 {where}"])
    assert file.text in (
        "# keras-lsp: ignore-file[KL201]\n" + UNUSED,
        UNUSED.replace("Dense(3)(x)", "Dense(3)(x)  # keras-lsp: ignore[KL201]"),
    )
    assert await file.saved() == []


async def test_a_comment_that_lets_nothing_pass_is_told_of_and_removed(desk: Desk) -> None:
    file = await desk.opened(
        "model.py",
        "# keras-lsp: ignore-file[KL4]\nimport keras\n\nx = keras.Input((4,))\n"
        "y = keras.layers.LSTM(3)(x)  # keras-lsp: ignore[KL101, KL201]  # known\n",
    )
    assert [problem.split()[2] for problem in await file.problems()] == ["KL910:", "KL910:"]
    file.apply((await file.fixes(1))["Remove the comment"])
    assert len(await file.saved()) == 1
    file.apply((await file.fixes(4))["Remove the unneeded codes"])
    assert file.text == (
        "import keras\n\nx = keras.Input((4,))\n"
        "y = keras.layers.LSTM(3)(x)  # keras-lsp: ignore[KL101]  # known\n"
    )
    assert await file.saved() == []


async def test_a_directive_is_inserted(desk: Desk) -> None:
    file = await desk.opened(
        "model.py",
        "import keras\n\n"
        "def build_model(units):\n"
        "    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])\n",
    )
    (problem,) = await file.problems()
    assert "KL907" in problem
    fixes = await file.fixes(3)
    title = next(iter(fixes))
    assert title.startswith("Insert `# keras-lsp: build_model(")
    file.apply(fixes[title])
    assert await file.saved() == []
    assert 4 in {line - 1 for line in await file.hints()}


async def test_only_what_is_asked_for_is_told(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL + "model.fit(x, y, nb_epoch=2)\n")
    assert await file.actions(7, "refactor") == []
    assert [each.kind for each in await file.actions(7, "source.fixAll.keras-lsp")] == [
        "source.fixAll.keras-lsp"
    ]
    assert t.CodeActionKind.QuickFix in {each.kind for each in await file.actions(7)}
